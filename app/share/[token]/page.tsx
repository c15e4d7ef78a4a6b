import type { Metadata } from "next";
import { SharedStudyPage } from "@/components/share/shared-study-page";
import { loadSharedStudy } from "@/server/pages/load-shared-study";

interface ShareRouteProps {
  readonly params: Promise<{ token: string }>;
}

/** The address holds the secret: it goes to nobody as a referrer and into no index. */
export async function generateMetadata({ params }: ShareRouteProps): Promise<Metadata> {
  const shared = await loadSharedStudy((await params).token);
  return {
    title: shared.title,
    description: null,
    referrer: "no-referrer",
    robots: { index: false, follow: false, noarchive: true },
  };
}

export default async function ShareRoute({ params }: ShareRouteProps) {
  return <SharedStudyPage shared={await loadSharedStudy((await params).token)} />;
}
