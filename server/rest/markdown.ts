import { escapeHtml } from "./html-document";

/**
 * The few constructs our own error pages use: headings, paragraphs, lists, fenced code; inside them code, bold and links
 * to paths of ours. Everything is escaped first, so no page can bring markup of its own.
 */
export function renderMarkdown(markdown: string): string {
  const parts = markdown.trim().split(/^```.*\n([\s\S]*?)^```$/m);
  return parts
    .map((part, index) => (index % 2 === 1 ? `<pre><code>${escapeHtml(part)}</code></pre>` : renderBlocks(part)))
    .join("\n");
}

function renderBlocks(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== "")
    .map(renderBlock)
    .join("\n");
}

function renderBlock(block: string): string {
  const heading = /^(#{1,4}) (.+)$/.exec(block);
  if (heading?.[1] !== undefined && heading[2] !== undefined) {
    const level = heading[1].length;
    return `<h${level}>${renderInline(heading[2])}</h${level}>`;
  }
  if (block.startsWith("- ")) {
    const items = block.split(/\n(?=- )/).map((item) => `<li>${renderInline(item.slice(2))}</li>`);
    return `<ul>${items.join("")}</ul>`;
  }
  return `<p>${renderInline(block)}</p>`;
}

function renderInline(text: string): string {
  return escapeHtml(text)
    .replaceAll(/`([^`]+)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replaceAll(/\[([^\]]+)\]\((\/[\w/.#-]*|[\w-]+(?:\.md)?)\)/g, (_match, label: string, target: string) => {
      return `<a href="${target.replace(/\.md$/, "")}">${label}</a>`;
    });
}
