import type { Metadata } from "next";
import { cookies } from "next/headers";
import { DesignPage } from "@/components/design/design-page";
import { parseTheme, THEME_COOKIE } from "@/components/layout/theme";

export const metadata: Metadata = { title: "Design system" };

/** A page of development only: next.config.js takes files of this ending for pages there and nowhere else. */
export default async function DesignRoute() {
  return <DesignPage theme={parseTheme((await cookies()).get(THEME_COOKIE)?.value)} />;
}
