import { describe, expect, it } from "vitest";
import { nextStudy } from "./choose-study.mjs";

const study = (name: string, state: string, archivedAt: string | null = null) => ({
  name,
  state,
  archived_at: archivedAt,
});

describe("the study the demo works on", () => {
  it("is called digits on a new installation, whatever other studies there are", () => {
    expect(nextStudy([study("digits of pi", "active"), study("mine", "finished")])).toEqual({
      name: "digits",
      resumed: false,
    });
  });

  it("is the one an earlier run left unfinished", () => {
    expect(nextStudy([study("digits", "finished"), study("digits 2", "active")])).toEqual({
      name: "digits 2",
      resumed: true,
    });
  });

  it("is a new one once the latest is complete, stopped or paused by somebody", () => {
    for (const state of ["finished", "stopped", "paused"]) {
      expect(nextStudy([study("digits 10", state), study("digits 9", "active")])).toEqual({
        name: "digits 11",
        resumed: false,
      });
    }
  });

  it("does not take the name of an archived study", () => {
    expect(nextStudy([study("digits", "active", "2026-01-01T00:00:00Z")])).toEqual({
      name: "digits 2",
      resumed: false,
    });
  });
});
