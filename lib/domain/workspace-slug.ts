/** First parts of our own addresses: no workspace may stand in front of them. */
const RESERVED = new Set([
  ..."_next account api app assets auth dashboard design docs favicon health help home icon invite invitation".split(
    " ",
  ),
  ..."livez login logout metrics new pricing privacy public readyz robots search security set-up settings share".split(
    " ",
  ),
  ..."sign-in sign-out sign-up sitemap static status support tellus terms workspace workspaces www".split(" "),
]);

const LENGTH_MAX = 40;

/** An address made of a name: `Röntgen Labs` → `rontgen-labs`. A name without a usable letter gives `team`. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LENGTH_MAX)
    .replace(/^-+|-+$/g, "");
  if (slug === "") return "team";
  return RESERVED.has(slug) ? `${slug}-team` : slug;
}
