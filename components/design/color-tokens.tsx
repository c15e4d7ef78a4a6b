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
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-2">
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
  const rules = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules].flatMap(rootRules));
  const names = new Set(rules.flatMap(({ style }) => [...style].filter((name) => name.startsWith("--"))));
  const resolved = getComputedStyle(document.documentElement);
  // Tailwind repeats ours under names of its own.
  const own = [...names].filter((name) => !/^--(tw|color|lightningcss)-/.test(name));
  return own.filter((name) => CSS.supports("color", resolved.getPropertyValue(name).trim()));
}

/** Rules inside layers too. */
function rootRules(rule: CSSRule): readonly CSSStyleRule[] {
  if (rule instanceof CSSStyleRule) return rule.selectorText.includes(":root") ? [rule] : [];
  return rule instanceof CSSLayerBlockRule ? [...rule.cssRules].flatMap(rootRules) : [];
}
