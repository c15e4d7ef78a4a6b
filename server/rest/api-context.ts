import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

export interface ApiBindings {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** The pattern that matched; absent when none did. */
    route: string | undefined;
    /** Headers that the answer gets, whatever it is. */
    announced: Readonly<Record<string, string>> | undefined;
  };
}

export type ApiContext = Context<ApiBindings>;
