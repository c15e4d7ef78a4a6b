import { SignOutButton } from "./sign-out-button";
import type { Theme } from "./theme";
import { ThemeToggle } from "./theme-toggle";

interface PersonMenuProps {
  readonly name: string;
  readonly theme: Theme;
}

export function PersonMenu({ name, theme }: PersonMenuProps) {
  return (
    <div className="flex shrink-0 items-center gap-1">
      <bdi className="hidden max-w-40 truncate px-1 text-sm text-ink-soft md:block">{name}</bdi>
      <ThemeToggle initial={theme} />
      <SignOutButton />
    </div>
  );
}
