/**
 * What must be unique of an address, or `null` when it is none. Compatibility normalising turns look-alikes of `@` into one,
 * so the check that there is exactly one comes after it, never before.
 */
export function emailKey(email: string): string | null {
  const key = email.normalize("NFKC").trim().toLowerCase();
  return key.length <= 254 && /^[^\s@"<>]+@[^\s@"<>]+$/.test(key) ? key : null;
}
