import type { z } from "zod";
import type { Context } from "@/server/kernel/context";
import type { Service } from "@/server/kernel/service";

interface ServiceCall<Input extends z.ZodType, Output extends z.ZodType> {
  readonly service: Service<Input, Output>;
  readonly context: Context;
  readonly input: z.input<Input>;
}

/** A service's output; its input checked by the compiler as well as by the service. */
export async function runService<Input extends z.ZodType, Output extends z.ZodType>({
  service,
  context,
  input,
}: ServiceCall<Input, Output>): Promise<z.output<Output>> {
  return (await service.run(context, input)).output;
}
