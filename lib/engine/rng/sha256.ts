/**
 * SHA-256 (FIPS 180-4) of a string's UTF-8 bytes. The engine runs without Node or a browser, so it brings its own;
 * used for fingerprints and to derive random streams, never for secrets.
 */
export function sha256(text: string): Uint32Array {
  const message = asciiWords(text) ?? padded(utf8(text));
  const state = Uint32Array.from(INITIAL);
  const schedule = new Uint32Array(64);
  for (let offset = 0; offset < message.length; offset += 16) {
    for (let t = 0; t < 16; t += 1) schedule[t] = message[offset + t];
    compress(state, schedule);
  }
  return state;
}

/** The first `words` 32-bit words of a digest as lower-case hexadecimal. */
export function toHex(digest: Uint32Array, words = 8): string {
  let text = "";
  for (let index = 0; index < words; index += 1) text += digest[index].toString(16).padStart(8, "0");
  return text;
}

/** The block is the first 16 words of the schedule. */
function compress(state: Uint32Array, w: Uint32Array): void {
  for (let t = 16; t < 64; t += 1) {
    const s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >>> 3);
    const s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >>> 10);
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  // Words by their place: taking an array apart goes through its iterator.
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let t = 0; t < 64; t += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[t] + w[t]) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The padded message of a text whose code units are its bytes, as nearly all are; null for any other. */
function asciiWords(text: string): Uint32Array | null {
  const words = withLength(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return null;
    words[index >> 2] |= code << (24 - (index & 3) * 8);
  }
  return words;
}

/** Message as big-endian words, with the 1 bit, zeros and the 64-bit length appended. */
function padded(bytes: Uint8Array): Uint32Array {
  const words = withLength(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) words[index >> 2] |= bytes[index] << (24 - (index & 3) * 8);
  return words;
}

/** A message of so many zeros, padded. */
function withLength(bytes: number): Uint32Array {
  const words = new Uint32Array(Math.ceil((bytes + 9) / 64) * 16);
  words[bytes >> 2] = 0x80 << (24 - (bytes & 3) * 8);
  words[words.length - 2] = Math.floor(bytes / 2 ** 29);
  words[words.length - 1] = bytes << 3;
  return words;
}

/** Lone surrogates, which UTF-8 proper lacks, keep their three-byte form so that different strings stay different. */
function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3); // a surrogate pair is two units and four bytes
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) ?? 0;
    const size = byteCount(code);
    for (let part = size - 1, rest = code; part > 0; part -= 1, rest >>= 6) bytes[length + part] = 0x80 | (rest & 63);
    bytes[length] = size === 1 ? code : LEADS[size] | (code >> (6 * (size - 1)));
    length += size;
    if (size === 4) index += 1;
  }
  return bytes.subarray(0, length);
}

function byteCount(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

const LEADS = [0, 0, 0xc0, 0xe0, 0xf0];
const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND = Uint32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);
