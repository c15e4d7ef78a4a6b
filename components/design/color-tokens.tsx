"use client";

import { useEffect, useState } from "react";
import { Specimen } from "./specimen";

/** Every colour of app/globals.css, found in the style sheets themselves: a new one is here without being listed. */
export function ColorTokens() {
  const [names, setNames] = useState<readonly string[]>([]);
  // The style sheets are outside React, and known once they are loaded.
  useEffect(() => setNames(colorTokens()), []);
  return (
    <Specimen title="Colours">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-2">
        {names.map((name) => (
          <li key={name} className="flex items-center gap-2 text-xs">
            <span
              className="size-7 shrink-0 rounded-md border border-line-strong"
              style={{ background: `var(${name})` }}
            />
            <code className="min-w-0 truncate font-mono" title={name}>
              {name.slice(2)}
            </code>
          </li>
        ))}
      </ul>
    </Specimen>
  );
}

function colorTokens(): readonly string[] {
  const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules].flatMap(styleRules));
  const declared = rules.flatMap(({ style }) =>
    [...style].map((name) => [name, style.getPropertyValue(name)] as const),
  );
  const colors = declared.filter(
    ([name, value]) =>
      name.startsWith("--") &&
      !name.startsWith("--tw-") &&
      /^\s*(light-dark\(#|light-dark\(rgb|light-dark\(oklch)/.test(value),
  );
  return [...new Set(colors.map(([name]) => name))];
}

/** Rules inside layers too. */
function styleRules(rule: CSSRule): readonly CSSStyleRule[] {
  if (rule instanceof CSSStyleRule) return rule.selectorText.includes(":root") ? [rule] : [];
  return rule instanceof CSSLayerBlockRule ? [...rule.cssRules].flatMap(styleRules) : [];
}
