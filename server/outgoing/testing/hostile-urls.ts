/** Spellings of addresses of this machine, that a socket would take for one. */
const LOOPBACK_HOSTS = [
  ...["127.0.0.1", "127.1", "127.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1"],
  ...["0x7F.1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1", "127.0.0.0x1", "000177.0.0.01"],
  ...["0.0.0.0", "0", "0x0", "00000000", "127.255.255.254", "127.0.0.2"],
  ...["[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:FFFF:7F00:0001]"],
];

/** Private, link-local, shared, reserved, multicast and tunnelled. */
const OTHER_HOSTS = [
  ...["10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "169.254.169.254", "0xa9fea9fe", "2852039166"],
  ...["172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1"],
  ...["198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"],
  ...["[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::127.0.0.1]"],
  ...["[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001::1]", "[2001:10::1]", "[2001:2::1]"],
  ...["[2001:db8::1]", "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[100::1]"],
  ...["[3fff::1]", "[5f00::1]", "[4000::1]"],
];

/** Names, and what the test's resolver makes of them. */
export const HOSTILE_NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ["127.0.0.1", "::1"],
  "localhost.": ["127.0.0.1"],
  "a.localhost": ["127.0.0.1"],
  "loopback.tellus.example": ["127.0.0.1"],
  "metadata.tellus.example": ["169.254.169.254"],
  "one-of-two.tellus.example": ["8.8.8.8", "127.0.0.1"],
  "six-and-four.tellus.example": ["2606:4700::1111", "::1"],
  "mapped.tellus.example": ["::ffff:127.0.0.1"],
  "zone.tellus.example": ["fe80::1%lo"],
  "nothing.tellus.example": [],
  "no-address.tellus.example": ["not an address"],
};

/** URLs that nothing may be sent to, though plain HTTP and this port are allowed. */
export function hostileUrls(port: number): readonly string[] {
  return [
    ...[...LOOPBACK_HOSTS, ...OTHER_HOSTS, ...Object.keys(HOSTILE_NAMES)].map((host) => `http://${host}:${port}/`),
    `http://LOCALHOST:${port}/`,
    // Whom one parser takes for the host, and whom another.
    `http://8.8.8.8@127.0.0.1:${port}/`,
    `http://8.8.8.8:${port}@127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}\\@8.8.8.8/`,
    `http:\\\\127.0.0.1:${port}\\`,
    `http:127.0.0.1:${port}/`,
    `http:///127.0.0.1:${port}/`,
    `http://user:secret@8.8.8.8:${port}/`,
    `http://user@8.8.8.8:${port}/`,
    // What parsers drop silently.
    `http://127.0.0.1:${port}/\n`,
    `http://127.0.\t0.1:${port}/`,
    ` http://127.0.0.1:${port}/`,
    // Ports and schemes of other services.
    ...[22, 25, 5432, 6379, 8123, 0].map((other) => `https://8.8.8.8:${other}/`),
    ...["ftp://8.8.8.8/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "data:text/plain,x", "javascript:0"],
    ...[`ws://127.0.0.1:${port}/`, `//127.0.0.1:${port}/`, "127.0.0.1", "", "http://"],
    `http://127.0.0.1:${port}/${"x".repeat(2_100)}`,
  ];
}
