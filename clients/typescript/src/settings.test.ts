import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readSettings } from "./settings.ts";

beforeEach(async () => {
  for (const name of ["TELLUS_URL", "TELLUS_API_KEY", "TELLUS_PATIENCE"]) vi.stubEnv(name, "");
  vi.stubEnv("TELLUS_CONFIG", join(await mkdtemp(join(tmpdir(), "tellus-config-")), "config.json"));
});
afterEach(() => vi.unstubAllEnvs());

describe("settings", () => {
  it("come from the environment, and options stand above it", () => {
    vi.stubEnv("TELLUS_URL", "https://tellus.test/");
    vi.stubEnv("TELLUS_API_KEY", "tellus_svc_1");
    vi.stubEnv("TELLUS_PATIENCE", "60");
    expect(readSettings({})).toMatchObject({ url: "https://tellus.test", apiKey: "tellus_svc_1", patienceMs: 60_000 });
    expect(readSettings({ apiKey: "tellus_svc_2" })).toMatchObject({ apiKey: "tellus_svc_2" });
  });

  it("come from the file of `tellus login` otherwise, which nobody else may read", async () => {
    const file = process.env.TELLUS_CONFIG ?? "";
    await writeFile(file, JSON.stringify({ url: "https://stored.test", api_key: "tellus_svc_3" }), { mode: 0o600 });
    expect(readSettings({})).toMatchObject({ url: "https://stored.test", apiKey: "tellus_svc_3" });
    await chmod(file, 0o644);
    expect(() => readSettings({})).toThrow(`chmod 600 ${file}`);
  });

  it.each([
    [{}, "Set TELLUS_API_KEY"],
    [{ apiKey: "ghp_1" }, "begins with tellus_"],
    [{ apiKey: "tellus_1", url: "tellus.test" }, "Set TELLUS_URL to one such as"],
    [{ apiKey: "tellus_1", url: "https://me:secret@tellus.test" }, "Give the key in TELLUS_API_KEY"],
  ])("that cannot be meant say what to do: %j", (options, advice) => {
    expect(() => readSettings(options)).toThrow(advice);
  });

  it("take a logger that throws, and say what it should have said", () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const broken = (): never => {
      throw new Error("no disk");
    };
    readSettings({ apiKey: "tellus_1", log: broken }).log("A lease was lost.");
    expect(said).toHaveBeenCalledWith("tellus: A lease was lost. (The logger failed: Error: no disk)");
    said.mockRestore();
  });

  it("say which limit of time is no number", () => {
    vi.stubEnv("TELLUS_API_KEY", "tellus_1");
    vi.stubEnv("TELLUS_PATIENCE", "an hour");
    expect(() => readSettings({})).toThrow('TELLUS_PATIENCE must be a number of seconds, not "an hour".');
  });
});

it("a page's bundle holds nothing of Node", async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "public.ts")],
    bundle: true,
    write: false,
    platform: "browser",
    format: "esm",
    plugins: [browserHost],
    logLevel: "silent",
  });
  const code = outputFiles[0]?.text ?? "";
  expect(code.includes("/heartbeat")).toBe(true);
  expect(code.match(/node:\w+/g)).toBeNull();
});

/** What package.json's `browser` says of the built package. */
const browserHost = {
  name: "browser-host",
  setup(builder: { onResolve: (on: { filter: RegExp }, then: () => { path: string }) => void }) {
    builder.onResolve({ filter: /\/node-host\.ts$/ }, () => ({ path: join(import.meta.dirname, "browser-host.ts") }));
  },
};
