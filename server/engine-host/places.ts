/** Places that are taken before work begins, first come, first served. */
export interface Places {
  /** False when none came free in the time: the caller is not among those who wait any more. */
  take(waitMs?: number): Promise<boolean>;
  leave(): void;
}

export function placesFor(count: number): Places {
  const queue = new Set<() => void>();
  let free = count;
  return {
    take: (waitMs) =>
      new Promise((resolve) => {
        if (free > 0) {
          free -= 1;
          return resolve(true);
        }
        const getPlace = (): void => {
          clearTimeout(timer);
          queue.delete(getPlace);
          resolve(true);
        };
        const giveUp = (): void => {
          queue.delete(getPlace);
          resolve(false);
        };
        const timer = waitMs === undefined ? undefined : setTimeout(giveUp, waitMs);
        return queue.add(getPlace);
      }),
    leave() {
      const [next] = queue;
      if (next === undefined) free += 1;
      else next();
    },
  };
}
