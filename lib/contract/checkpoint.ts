import { z } from "zod";

/** The pattern keeps addresses that no program can open out; what it points to is the caller's. */
export const Checkpoint = z.strictObject({
  step: z.int().min(1).max(1_000_000_000).meta({ description: "Resource completed when it was written." }),
  uri: z
    .string()
    .min(1)
    .max(2_000)
    .regex(/^[\x21-\x7e]+$/, "Must be visible ASCII without spaces.")
    .meta({ description: "Where it is: a path or an address that workers of this study can read." }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "Must be 64 hexadecimal digits in lower case.")
    .nullable()
    .default(null),
});
export type Checkpoint = z.output<typeof Checkpoint>;
