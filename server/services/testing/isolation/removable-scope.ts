import type * as scopeExtension from "@/server/db/scope-extension";

/** Models whose reads and writes are not narrowed to the workspace just now. */
export const unscopedModels = new Set<string>();

interface ModelCall {
  readonly model: string;
  readonly operation: string;
  readonly args: object | undefined;
  readonly query: (args: object) => Promise<unknown>;
}

/** The scoped client's extension with a filter that can be taken away, model by model: a fault to be found. */
export function withRemovableScope(real: typeof scopeExtension) {
  return {
    ...real,
    scopeExtension: (workspaceId: string) => ({
      name: "workspace-scope",
      query: {
        $allModels: {
          $allOperations: ({ model, operation, args = {}, query }: ModelCall) =>
            query(unscopedModels.has(model) ? args : real.scopeArgs({ model, operation, args, workspaceId })),
        },
      },
    }),
  };
}
