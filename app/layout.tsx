import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { AppProviders } from "@/components/layout/app-providers";
import { parseTheme, THEME_COOKIE } from "@/components/layout/theme";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Tellus", template: "%s · Tellus" },
  description: "Hyperparameter optimisation for teams: ask over HTTP, tell the results, watch the study improve.",
  robots: { index: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f7f8f8" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1012" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" {...(theme === "system" ? {} : { "data-theme": theme })}>
      <body>
        <AppProviders>{children}</AppProviders>
      </body>
    </html>
  );
}
