import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** Instantiates the engine by hand: the package's own entry expects a bundler that imports .wasm files. */
export async function loadEngine() {
  // The engine leaves the text of a panic here, under this global name.
  globalThis.PRISMA_WASM_PANIC_REGISTRY ??= {
    message: "",
    get() {
      return this.message;
    },
    set_message(message) {
      this.message = message;
    },
  };
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const require = createRequire(import.meta.url);
  const file = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm");
  const { instance } = await WebAssembly.instantiate(await readFile(file), { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}
