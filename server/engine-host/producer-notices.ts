import { randomUUID } from "node:crypto";
import type { StudyAddress } from "@/server/db/sql/producer-functions";
import { processSingleton } from "@/server/kernel/process";

/** What producers tell each other over LISTEN and NOTIFY. */
export const PRODUCER_CHANNEL = "tellus_producer";
/** What gathers in this time goes as one notice, so that many asks are not many notices. */
const GATHER_MS = 10;
/** NOTIFY takes less than 8,000 bytes. */
const ITEMS_MAX = 100;

interface Item {
  readonly study: StudyAddress;
  /** Suggestions that asks here wait for; 0: a result came. */
  wish: number | undefined;
  made: boolean;
}

interface Notices {
  readonly self: string;
  readonly unsent: Map<string, Item>;
  send: ((payload: string) => Promise<unknown>) | undefined;
  timer: NodeJS.Timeout | undefined;
}

const notices = () =>
  processSingleton<Notices>("producer-notices", () => ({
    self: randomUUID().slice(0, 8),
    unsent: new Map(),
    send: undefined,
    timer: undefined,
  }));

/** From now on notices go out this way, until undefined is given. One that fails is lost: who waits looks again anyway. */
export function sendProducerNotices(send: Notices["send"]): void {
  notices().send = send;
}

/** Asks here wait for suggestions of a study whose engine another replica holds. */
export function sendWish(study: StudyAddress, count: number): void {
  const item = itemOf(study);
  item.wish = (item.wish ?? 0) + count;
}

/** Something was put on the shelf that asks on other replicas wait for. */
export function sendMade(study: StudyAddress): void {
  itemOf(study).made = true;
}

function itemOf(study: StudyAddress): Item {
  const state = notices();
  const key = (study.workspaceId + study.studyId).replaceAll("-", "");
  const item = state.unsent.get(key) ?? { study, wish: undefined, made: false };
  state.unsent.set(key, item);
  state.timer ??= setTimeout(flush, GATHER_MS).unref();
  return item;
}

function flush(): void {
  const state = notices();
  state.timer = undefined;
  const texts = [...state.unsent].map(
    ([key, { wish, made }]) => `${key}${wish === undefined ? "" : `+${wish}`}${made ? "!" : ""}`,
  );
  state.unsent.clear();
  for (let from = 0; from < texts.length; from += ITEMS_MAX) {
    state.send?.(`${state.self} ${texts.slice(from, from + ITEMS_MAX).join(",")}`).catch(() => undefined);
  }
}

interface Heard {
  wish(study: StudyAddress, count: number): void;
  made(study: StudyAddress): void;
}

const ITEM = /^([0-9a-f]{32})([0-9a-f]{32})(?:\+(\d{1,6}))?(!)?$/;

/** A notice of another replica; whatever is none is passed over. */
export function hearProducerNotice(payload: string, heard: Heard): void {
  const [sender, items = ""] = payload.split(" ", 2);
  if (sender === notices().self) return;
  for (const item of items.split(",")) {
    const [, workspace, id, wish, made] = ITEM.exec(item) ?? [];
    if (workspace === undefined || id === undefined) continue;
    const study = { workspaceId: toUuidText(workspace), studyId: toUuidText(id) };
    if (wish !== undefined) heard.wish(study, Number(wish));
    if (made !== undefined) heard.made(study);
  }
}

function toUuidText(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
