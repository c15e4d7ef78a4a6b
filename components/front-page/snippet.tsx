interface SnippetProps {
  readonly title: string;
  readonly text: string;
}

/** A few lines of code under a title. */
export function Snippet({ title, text }: SnippetProps) {
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-surface shadow-card">
      <h2 className="border-b border-line px-4 py-2 text-xs font-medium text-ink-soft">{title}</h2>
      <pre className="px-4 py-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {text.split("\n").map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change, and two may be equal
          <span key={index} className={line.startsWith("#") ? "text-ink-faint" : undefined}>{`${line}\n`}</span>
        ))}
      </pre>
    </section>
  );
}
