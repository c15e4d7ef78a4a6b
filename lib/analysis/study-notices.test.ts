import { expect, it } from "vitest";
import { studyNotices } from "./study-notices";

const well = { state: "active", sampler: { name: "gp" }, sampler_degraded: false, resume_waiting: 0 } as const;

it("says nothing of a study that is well, or that is over", () => {
  expect(studyNotices(well)).toEqual([]);
  for (const state of ["finished", "stopped"] as const)
    expect(studyNotices({ ...well, state, sampler_degraded: true, resume_waiting: 2 })).toEqual([]);
});

it("says of a sampler that is not asked why, who steps in, and what has it asked again as the study stands", () => {
  const [active] = studyNotices({ ...well, sampler_degraded: true });
  expect(active).toMatch(/gp failed three times .*evenly spread points step in. Pause and resume the study/);
  const [paused] = studyNotices({ ...well, state: "paused", sampler_degraded: true });
  expect(paused).toContain("step in. Resume the study");
});

it("says how many trials wait to be resumed, for what, and what to do", () => {
  expect(studyNotices({ ...well, resume_waiting: 1 })).toEqual([
    "1 trial waits to go on from its checkpoint, and the workers that come cannot. Start one that can, or stop it.",
  ]);
  expect(studyNotices({ ...well, resume_waiting: 3 })).toEqual([
    "3 trials wait to go on from their checkpoints, and the workers that come cannot. Start one that can, or stop them.",
  ]);
});
