import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "@/server/kernel/app-error";
import { type Admit, type LoadClass, loadClasses, makeAdmission, type Pressure } from "./admission";

const CALM: Pressure = { loopLagMs: 0, waitMs: { report: 0, ask: 0, control: 0 } };

function isLetIn(admit: Admit, loadClass: LoadClass): boolean {
  try {
    admit(loadClass)();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "unavailable", status: 503 });
    expect((error as AppError).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    return false;
  }
}

/** Who is let in by a process with so many requests under way. */
function letIn(pressure: Pressure, underWay = 8): readonly LoadClass[] {
  let now = CALM;
  const admit = makeAdmission(() => now);
  for (let request = 0; request < underWay; request += 1) admit("report");
  now = pressure;
  return loadClasses.filter((name) => isLetIn(admit, name));
}

const milliseconds = fc.integer({ min: 0, max: 5_000 });

test("R23 whatever there is too much of, pages give way before the API, that before asks, and asks before reports", () => {
  fc.assert(
    fc.property(
      fc.record({
        loopLagMs: milliseconds,
        waitMs: fc.record({ report: milliseconds, ask: milliseconds, control: milliseconds }),
      }),
      (pressure) => {
        expect(letIn(pressure)).toEqual(loadClasses.slice(0, letIn(pressure).length));
      },
    ),
  );
});

test("R23 each measure alone turns away one kind after the other", () => {
  const lags = [0, 200, 300, 600, 3_000].map((loopLagMs) => letIn({ ...CALM, loopLagMs }).length);
  expect(lags).toEqual([4, 3, 2, 1, 0]);
  const reports = [0, 600, 800, 2_000, 4_000].map(
    (report) => letIn({ ...CALM, waitMs: { ...CALM.waitMs, report } }).length,
  );
  expect(reports).toEqual([4, 3, 2, 1, 0]);
  const asks = [0, 1_300, 1_600, 10_000].map((ask) => letIn({ ...CALM, waitMs: { ...CALM.waitMs, ask } }).length);
  expect(asks).toEqual([4, 3, 2, 1]);
});

test("R23 a process with little to do turns nobody away because the machine makes it late", () => {
  expect(letIn({ ...CALM, loopLagMs: 5_000 }, 7)).toEqual(loadClasses);
  expect(letIn({ ...CALM, loopLagMs: 5_000 }, 8)).toEqual([]);
});

test("S16 each kind has a bound of its own, and a place is free again once, however often it is left", () => {
  const admit = makeAdmission(() => CALM);
  const leaves: (() => void)[] = [];
  const fill = () => {
    try {
      for (;;) leaves.push(admit("page"));
    } catch {
      return leaves.length;
    }
  };
  const bound = fill();
  expect(bound).toBeGreaterThan(50);
  expect(isLetIn(admit, "page")).toBe(false);
  expect(isLetIn(admit, "report")).toBe(true);
  leaves[0]?.();
  leaves[0]?.();
  expect(fill()).toBe(bound + 1);
});
