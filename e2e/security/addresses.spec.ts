import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "../fixtures/dashboard-test";
import { eachOf } from "../fixtures/page-calls";
import { type PageRoute, pageRoutes } from "../fixtures/page-routes";
import { startStudy } from "../fixtures/training-job";

/** What stands where a name or an id should: not UTF-8, not storable, not an id, not there, and far too long. */
const ODD_SEGMENTS = [
  "%E0%A4%A",
  "%",
  "a%00b",
  "%2e%2e%2f",
  "std_00000000000000000000000000000000",
  "__proto__",
  "-1",
  "a".repeat(4000),
];
const ODD_QUERIES = [
  "page=-1&cursor=9&state=a&state=b&sort[]=x&tag=%00&search=%00&axis=1&axis=2&objective=%ED%A0%80&rows=",
  "search=%E0%A4%A&studies=%00,%ff,std_x&return_to=%00&return_to=//evil.example&error=__proto__&input=%7B",
  `page=1e999&studies=${"std_x,".repeat(700)}&tag=${"x".repeat(3000)}&error=constructor&batch=1&input=%E0`,
];

/** A line of a stack: a file of code, its line and column. */
const STACK = /\bat [^<>"]{0,200}\.[cm]?[jt]sx?:\d+:\d+/;

interface Answer {
  readonly address: string;
  readonly status: number;
  readonly body: string;
}

/** As it is written, which a browser or a URL would tidy up first. */
function ask(address: string, cookie: string): Promise<Answer> {
  const { hostname, port } = new URL(process.env.BASE_URL ?? "");
  return new Promise((resolve, reject) => {
    const asking = httpRequest({ hostname, port, path: address, headers: { cookie } }, (response) => {
      text(response).then((body) => resolve({ address, status: response.statusCode ?? 0, body }), reject);
    });
    asking.on("error", reject);
    asking.end();
  });
}

/** The route with odd values for one part after the other, one part too many, and odd queries. */
function oddAddresses({ segments }: PageRoute, good: Readonly<Record<string, string>>): readonly string[] {
  const write = (odd?: { readonly at: number; readonly value: string }) =>
    `/${segments.map(({ name, dynamic }, at) => (odd?.at === at ? odd.value : dynamic ? (good[name] ?? "x") : name)).join("/")}`;
  return [
    ...segments.flatMap(({ dynamic }, at) => (dynamic ? ODD_SEGMENTS.map((value) => write({ at, value })) : [])),
    `${write()}/%E0%A4%A`,
    ...ODD_QUERIES.map((query) => `${write()}?${query}`),
  ];
}

test("R32 no address, however malformed, is answered with a failure of ours or with a stack", async ({
  page,
  account,
  signIn,
}) => {
  test.slow();
  const study = await startStudy(account, `addresses ${Math.random()}`);
  await signIn();
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const good = { workspace: account.workspace, project: account.project_id, study: study.id, trpc: "study.read" };
  const addresses = [
    ...ODD_SEGMENTS.map((segment) => `/${segment}`),
    ...pageRoutes().flatMap((route) => oddAddresses(route, good)),
  ];
  expect(addresses.length).toBeGreaterThan(200);
  const answers: Answer[] = [];
  await eachOf(addresses, async (address) => answers.push(await ask(address, cookie)));
  const broken = answers.filter(({ status, body }) => status >= 500 || STACK.test(body));
  expect(broken.map(({ status, address }) => `${status} ${address.slice(0, 120)}`)).toEqual([]);
});

test("an address that cannot be read shows the page for what is not there", async ({ page, complaints, signIn }) => {
  complaints.expect(/404/);
  await signIn();
  const response = await page.goto("/%E0%A4%A");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});
