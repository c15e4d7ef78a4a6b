import type { Metadata } from "next";
import { SharedGone } from "@/components/share/shared-gone";

export const metadata: Metadata = { title: "Not found", referrer: "no-referrer", robots: { index: false } };

export default function ShareNotFound() {
  return <SharedGone />;
}
