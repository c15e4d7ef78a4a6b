/**
 * The text with its middle left out, in at most `length` letters. Names of parameters often begin alike
 * (`encoder/layer_1/dropout`): their ends tell them apart.
 */
export function cutMiddle(text: string, length: number): string {
  const letters = [...text];
  if (letters.length <= length) return text;
  const kept = Math.max(1, length - 1);
  const head = Math.ceil(kept / 2);
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (kept - head)).join("")}`;
}

/** The text, or as much of both its ends as fits into the room. */
export function fitText(text: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= room) return text;
  // Nearly right at once; the loop is for letters wider than the others.
  let length = Math.max(2, Math.ceil(([...text].length * room) / widthOf(text)));
  while (length > 2 && widthOf(cutMiddle(text, length)) > room) length -= 1;
  return cutMiddle(text, length);
}
