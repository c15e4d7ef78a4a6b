export interface TooltipContent {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** A tooltip as elements, so that no text of anybody's is ever read as markup. */
export function tooltipCard({ title, rows }: TooltipContent): HTMLElement {
  const card = document.createElement("div");
  card.className = "max-w-72 text-xs";
  card.append(withText("p", title, "font-semibold mb-1"));
  const list = document.createElement("dl");
  list.className = "grid grid-cols-[auto_auto] gap-x-4 gap-y-0.5";
  for (const [name, value] of rows) {
    list.append(withText("dt", name, "text-ink-soft"), withText("dd", value, "text-right tabular-nums"));
  }
  card.append(list);
  return card;
}

function withText(tag: string, text: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  const isolated = document.createElement("bdi");
  isolated.textContent = text;
  element.append(isolated);
  return element;
}
