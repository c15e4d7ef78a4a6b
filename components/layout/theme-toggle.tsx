"use client";

import { useState } from "react";
import { Icon, type IconName } from "@/components/ui/icon";
import { THEME_COOKIE, type Theme, themes } from "./theme";

const ICONS: Readonly<Record<Theme, IconName>> = { system: "monitor", light: "sun", dark: "moon" };
const YEAR_SECONDS = 31_536_000;

/** Steps through system, light and dark. The cookie lets the server write the page in the right theme at once. */
export function ThemeToggle({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const change = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
    setTheme(next);
    applyTheme(next);
  };
  return (
    <button
      type="button"
      onClick={change}
      aria-label={`Theme: ${theme}. Change it.`}
      title={`Theme: ${theme}`}
      className="grid size-8 place-items-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}

function applyTheme(theme: Theme): void {
  if (theme === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
