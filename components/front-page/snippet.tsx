interface SnippetProps {
  readonly title: string;
  readonly text: string;
}

/** A few lines of code under a title. */
export function Snippet({ title, text }: SnippetProps) {
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-surface shadow-card">
      <h2 className="border-b border-line px-4 py-2 text-xs font-medium text-ink-soft">{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto px-4 py-3 font-mono text-xs leading-5">
        {text}
      </pre>
    </section>
  );
}
