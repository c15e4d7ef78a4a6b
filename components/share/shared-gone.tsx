import { NameMark } from "@/components/layout/name-mark";
import { Message } from "@/components/ui/message";

/** One page for every link that shows nothing, so that it tells nobody which it is. It leads nowhere: whoever is here has no account. */
export function SharedGone() {
  return (
    <main id="content" className="grid min-h-dvh place-content-center justify-items-center pb-24">
      <NameMark className="size-10" />
      <Message level="h1" title="This link shows nothing">
        It was revoked, is too old, or a character of it is missing. Ask whoever sent it for a new one.
      </Message>
    </main>
  );
}
