type Container = Record<string | number, unknown>;

/**
 * Replaces -0 by 0 in a value that JSON.parse made, in place and without recursion: databases lose the sign, and equal
 * values must have equal hashes.
 */
export function withoutNegativeZero(root: unknown): unknown {
  const holder: Container = { root };
  const open: Container[] = [holder];
  for (let container = open.pop(); container !== undefined; container = open.pop()) {
    for (const key of Object.keys(container)) {
      const value = container[key];
      if (value === 0) container[key] = 0;
      else if (typeof value === "object" && value !== null) open.push(value as Container); // plain object or array
    }
  }
  return holder.root;
}
