import { createHash } from "node:crypto";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { Tabs } from "@/components/ui/tabs";
import { ToastProvider } from "@/components/ui/toast";
import { contentSecurityPolicy } from "./content-security-policy";

const nothing = () => undefined;

/** Every primitive of ours that draws something before it is touched. */
const PAGE = (
  <ToastProvider>
    <form>
      <Checkbox checked onCheckedChange={nothing} label="Agree" />
      <Checkbox checked="indeterminate" onCheckedChange={nothing} label="Some" />
      <Switch checked onCheckedChange={nothing} label="On" />
      <Select value="a" onValueChange={nothing} label="Choice" options={[{ value: "a", label: "A" }]} />
      <Tabs label="Views" tabs={[{ value: "one", label: "One", content: "first" }]} />
    </form>
  </ToastProvider>
);

const decode = (attribute: string) => attribute.replaceAll("&quot;", '"').replaceAll("&#x27;", "'");

it("the policy takes each style attribute that our primitives have in the server's HTML, and no other", () => {
  const policy = contentSecurityPolicy("bm9uY2U=");
  const written = [...renderToStaticMarkup(PAGE).matchAll(/ style="([^"]*)"/g)].map(([, style]) => decode(style ?? ""));
  expect(new Set(written).size).toBeGreaterThan(2);
  const refused = written.filter((style) => !policy.includes(createHash("sha256").update(style).digest("base64")));
  expect(refused).toEqual([]);
});

it("no inline script or style runs without the page's nonce, and nothing is framed or loaded from elsewhere", () => {
  const directives = new Map(
    contentSecurityPolicy("bm9uY2U=")
      .split("; ")
      .map((directive) => [directive.slice(0, directive.indexOf(" ")), directive.slice(directive.indexOf(" ") + 1)]),
  );
  expect(directives.get("script-src")).toBe("'self' 'nonce-bm9uY2U=' 'strict-dynamic'");
  expect(directives.get("style-src")).toBe("'self' 'nonce-bm9uY2U='");
  expect(directives.get("default-src")).toBe("'self'");
  expect(directives.get("frame-ancestors")).toBe("'none'");
  expect(directives.get("base-uri")).toBe("'none'");
  expect(directives.get("object-src")).toBe("'none'");
  expect([...directives.values()].join(" ")).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
});
