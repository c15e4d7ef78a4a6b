const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them, not even escaped
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Any text as text of an XML document: never markup (S13), and never what would make the file unreadable. */
export function svgText(text: string): string {
  return text.replaceAll(NOT_XML, "\ufffd").replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}

/** A number for an attribute: a hundredth of a pixel is enough. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}
