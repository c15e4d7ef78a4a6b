import { processSingleton } from "./process";

/** Where people reach this server. Known once it listens; never taken from a request's Host header (S30). */
const holder = () => processSingleton("public-address", () => ({ url: "" }));

export function setPublicAddress(url: string): void {
  holder().url = url.replace(/\/$/, "");
}

export function publicAddress(): string {
  return holder().url;
}
