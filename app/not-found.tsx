import type { Metadata } from "next";
import { FullPageMessage } from "@/components/layout/full-page-message";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <FullPageMessage title="There is nothing here">
      The address may be mistyped, or what was here is gone or not yours to see.
    </FullPageMessage>
  );
}
