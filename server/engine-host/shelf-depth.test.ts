import { expect, test } from "vitest";
import { noLoad, noteAsked, noteCall } from "./load-meter";
import { isLow, shelfDepth } from "./shelf-depth";

const asked = (rate: number) => noteAsked(noLoad(0), { count: rate * 10, at: 0 });

test("a lone asker has one suggestion made ahead, and none more however much is gone", () => {
  const demand = { load: asked(1), keeps: false, stock: -5 };
  expect(shelfDepth(demand, 0)).toEqual({ wanted: 1, spare: 0 });
  expect(shelfDepth({ ...demand, keeps: true }, 1)).toEqual({ wanted: 1, spare: 0 });
  expect(isLow({ ...demand, keeps: true })).toBe(false);
});

test("of what keeps, a second's worth is made ahead of who asks often, at most 64 in all, and more once half is gone", () => {
  expect(shelfDepth({ load: asked(30), keeps: true, stock: 0 }, 3)).toEqual({ wanted: 33, spare: 30 });
  expect(shelfDepth({ load: asked(2), keeps: true, stock: 0 }, 0)).toEqual({ wanted: 4, spare: 4 });
  expect(shelfDepth({ load: asked(500), keeps: true, stock: 0 }, 10)).toEqual({ wanted: 64, spare: 54 });
  expect(shelfDepth({ load: asked(500), keeps: false, stock: 0 }, 10)).toEqual({ wanted: 10, spare: 0 });
  expect(isLow({ load: asked(30), keeps: true, stock: 15 })).toBe(false);
  expect(isLow({ load: asked(30), keeps: true, stock: 14 })).toBe(true);
});

test("of what results make better, more is made ahead only where the engine hardly keeps up", () => {
  const load = noteCall(asked(12), { tier: 0, count: 1, seconds: 0.1, at: 0 });
  expect(shelfDepth({ load, keeps: false, stock: 0 }, 2)).toEqual({ wanted: 14, spare: 12 });
});
