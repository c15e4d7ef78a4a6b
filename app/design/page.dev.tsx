import type { Metadata } from "next";
import { DesignPage } from "@/components/design/design-page";

export const metadata: Metadata = { title: "Design system" };

/** A page of development only: next.config.js takes files of this ending for pages there and nowhere else. */
export default function DesignRoute() {
  return <DesignPage />;
}
