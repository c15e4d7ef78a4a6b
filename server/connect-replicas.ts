import pg from "pg";
import { type DatabaseUrls, pools } from "./db/pools";
import { hearProducerNotice, PRODUCER_CHANNEL, sendProducerNotices } from "./engine-host/producer-notices";
import { takeMade, takeWish } from "./engine-host/study-loop";
import { type StudyChanges, startStudyChanges } from "./live/start-study-changes";

/** What replicas tell each other: which studies changed, and what producers want of each other. One LISTEN connection. */
export function connectReplicas({ app }: DatabaseUrls, onError: (error: unknown) => void): StudyChanges {
  const notify = (channel: string, payload: string) =>
    pools().control.query("select pg_notify($1, $2)", [channel, payload]);
  const changes = startStudyChanges({
    listen: () => new pg.Client({ connectionString: app, application_name: "tellus-listen" }),
    notify,
    onError,
    also: { [PRODUCER_CHANNEL]: (payload) => hearProducerNotice(payload, { wish: takeWish, made: takeMade }) },
  });
  sendProducerNotices((payload) => notify(PRODUCER_CHANNEL, payload));
  return {
    listening: changes.listening,
    async stop() {
      sendProducerNotices(undefined);
      await changes.stop();
    },
  };
}
