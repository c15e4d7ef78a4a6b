import { createHash } from "node:crypto";

/**
 * Style attributes that our primitives (Radix) have in the HTML of the server: constants of the library, with nothing of ours
 * or of anybody's input in them. The policy names each by its hash, so that every other one stays refused. Rendered in the
 * browser they are set by script, which needs no leave.
 */
export const styleAttributes: readonly string[] = [
  "pointer-events:none",
  "outline:none",
  // the native control that stands for ours in a form
  "position:absolute;border:0;width:1px;height:1px;padding:0;margin:-1px;overflow:hidden;clip:rect(0, 0, 0, 0);white-space:nowrap;word-wrap:normal",
  "position:absolute;pointer-events:none;opacity:0;margin:0;transform:translateX(-100%)",
  // a tab's content does not come in by an animation the first time
  "animation-duration:0s",
];

export const styleAttributeSources: string = styleAttributes
  .map((style) => `'sha256-${createHash("sha256").update(style).digest("base64")}'`)
  .join(" ");
