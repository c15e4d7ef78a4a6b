import { useState } from "react";

/** The same list as long as its members are the same, so that what is computed from it is computed once. */
export function useSteadyList<Item>(list: readonly Item[]): readonly Item[] {
  const [steady, setSteady] = useState(list);
  const same = list.length === steady.length && list.every((item, index) => Object.is(item, steady[index]));
  if (same) return steady;
  setSteady(list);
  return list;
}
