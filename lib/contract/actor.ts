import { z } from "zod";
import { ApiKeyId, PersonId } from "./primitives";

/** Who did something; `service` when nobody had to. A name is null once the person has left. */
export const NamedActor = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), id: PersonId, name: z.string().nullable() }),
  z.object({ kind: z.literal("api_key"), id: ApiKeyId, name: z.string().nullable() }),
  z.object({ kind: z.literal("service") }),
]);
export type NamedActor = z.infer<typeof NamedActor>;
