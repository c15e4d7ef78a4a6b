import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

interface Range {
  readonly from: number;
  readonly to: number;
}

type Node = ReturnType<typeof syntaxTree>["topNode"];

const BRACKETS = new Set(["{", "}", "[", "]", ",", ":", "PropertyName"]);

/** Where in the text the value of a pointer stands; where it is missing, the nearest that is there. */
export function jsonPointerRange(state: EditorState, pointer: string): Range {
  const parts = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  let node = values(syntaxTree(state).topNode)[0];
  let mark = node;
  for (const part of parts) {
    const next: { mark: Node; value: Node | undefined } | undefined = node && step(state, node, part);
    if (next === undefined) break;
    mark = next.mark;
    node = next.value;
  }
  if (mark === undefined) return { from: 0, to: Math.min(1, state.doc.length) };
  // A whole object is marked at its first line only.
  return { from: mark.from, to: Math.min(mark.to, state.doc.lineAt(mark.from).to) };
}

function step(state: EditorState, node: Node, part: string): { mark: Node; value: Node | undefined } | undefined {
  if (node.name === "Array") {
    const item = values(node)[Number(part)];
    return item && { mark: item, value: item };
  }
  for (const property of node.getChildren("Property")) {
    const name = property.getChild("PropertyName");
    if (name === null || unquoted(state.sliceDoc(name.from, name.to)) !== part) continue;
    const value = values(property)[0];
    return { mark: value === undefined || value.name === "Object" ? name : value, value };
  }
  return undefined;
}

function values(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!BRACKETS.has(child.name)) found.push(child);
  }
  return found;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text; // half-typed
  }
}
