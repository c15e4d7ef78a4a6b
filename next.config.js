import { PHASE_DEVELOPMENT_SERVER } from "next/constants.js";

/** Headers of every page; the content security policy comes from proxy.ts, since it carries a nonce. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** @type {(phase: string) => import("next").NextConfig} */
const config = (phase) => ({
  // Pages for whoever builds pages (`page.dev.tsx`) do not exist in the product.
  pageExtensions: [...(phase === PHASE_DEVELOPMENT_SERVER ? ["dev.tsx"] : []), "tsx", "ts"],
  reactStrictMode: true,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  // We show no photographs, and the optimiser is where most of the framework's remote code executions were.
  images: { unoptimized: true },
  // One copy of each in the process: natives cannot be bundled, and pools are shared with the server's own bundle.
  serverExternalPackages: ["@node-rs/argon2", "@prisma/adapter-pg", "@prisma/client", "pg", "pino", "piscina"],
  // `npm test` checks every type, the engine by its own stricter rules; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
});

export default config;
