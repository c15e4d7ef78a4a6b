import { createHash, randomInt } from "node:crypto";

/** No look-alikes: it is typed off a terminal. 20 of 32 characters are 100 bits. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUPS = 4;
const GROUP_LENGTH = 5;

export function newSetUpCode(): string {
  const group = () => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/** What is stored. Case, spaces and dashes do not count: people type it. */
export function hashSetUpCode(code: string): Buffer {
  return createHash("sha256").update(code.toUpperCase().replace(/[\s-]/g, "")).digest();
}
