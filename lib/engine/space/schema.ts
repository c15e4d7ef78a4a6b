/**
 * The search space as users write it, closed and bounded. Shape only: what the values mean together (bounds in order,
 * conditions on earlier parameters, …) is decided by `parse-space.ts`, which gives every refusal a pointer.
 */
import { z } from "zod";

export const PARAMETERS_MAX = 512;
export const CHOICES_MAX = 10_000;
export const CONSTRAINTS_MAX = 64;
export const NAME_LENGTH_MAX = 128;
export const TEXT_LENGTH_MAX = 65_536;
export const EXPRESSION_LENGTH_MAX = 4_096;
const CONDITIONS_MAX = 64;

export const ParameterName = z
  .string()
  .min(1)
  .max(NAME_LENGTH_MAX)
  .regex(/^[A-Za-z_][A-Za-z0-9_.:/-]*$/, "must start with a letter or _ and hold only letters, digits and _ . : / -")
  .describe("Parameter name: a letter or _, then letters, digits and _ . : / - (at most 128 characters).");

const Text = z.string().max(TEXT_LENGTH_MAX);
const Scalar = z.union([Text, z.number(), z.boolean(), z.null()]).meta({ id: "Scalar", description: "A JSON scalar." });
const ScalarList = z.array(Scalar).min(1).max(CHOICES_MAX);
const OrderedScalar = z.union([z.number(), Text]);

const Comparison = z
  .strictObject({
    gt: OrderedScalar.optional().describe("Active when the value is greater."),
    gte: OrderedScalar.optional().describe("Active when the value is greater or equal."),
    lt: OrderedScalar.optional().describe("Active when the value is less."),
    lte: OrderedScalar.optional().describe("Active when the value is less or equal."),
    in: ScalarList.optional().describe("Active when the value is one of these."),
    not_in: ScalarList.optional().describe("Active when the value is none of these."),
  })
  .meta({ id: "Comparison", description: "Comparisons that must all hold." });

const Wanted = z.union([Scalar, ScalarList, Comparison]);
export type Wanted = z.infer<typeof Wanted>;

const LeafCondition = z.record(ParameterName, Wanted).meta({
  id: "LeafCondition",
  description: "Earlier parameters and what each must be: a value, a list of values, or comparisons. All must hold.",
  minProperties: 1,
  maxProperties: CONDITIONS_MAX,
});

/** Two levels of all/any (a conjunctive or disjunctive normal form) express every condition and keep nesting bounded. */
const allOrAny = <Part extends z.ZodType>(part: Part) => {
  const parts = z.array(part).min(1).max(CONDITIONS_MAX);
  return [
    z.strictObject({ all: parts.describe("Every one of these must hold.") }),
    z.strictObject({ any: parts.describe("At least one of these must hold.") }),
  ] as const;
};
const InnerCondition = z.union([...allOrAny(LeafCondition), LeafCondition]);
export const When = z.union([...allOrAny(InnerCondition), LeafCondition]).meta({
  id: "When",
  description:
    "The parameter exists only when this holds. Names earlier parameters only; an inactive parameter is absent.",
});

export type When = z.infer<typeof When>;

export const Prior = z
  .discriminatedUnion("type", [
    z
      .strictObject({
        type: z.literal("normal"),
        mean: z.number().describe("Most likely value, in the parameter's own units."),
        sd: z.number().positive().describe("Standard deviation on the parameter's scale (with scale log: of ln x)."),
      })
      .describe("Normal on the parameter's scale, truncated to its range."),
    z
      .strictObject({
        type: z.literal("beta"),
        a: z.number().min(0.01).max(10_000).describe("First shape."),
        b: z.number().min(0.01).max(10_000).describe("Second shape."),
      })
      .describe("Beta over the position between low (0) and high (1) on the parameter's scale."),
  ])
  .meta({ id: "Prior", description: "Where good values are believed to lie." });

export const Scale = z.enum(["linear", "log", "reverse_log", "logit"]).meta({
  id: "Scale",
  description:
    "How the range is measured: linear, log (low > 0), reverse_log (high < 1, fine near 1), logit (within 0 and 1).",
});

const when = When.optional();
const numeric = { scale: Scale.optional(), prior: Prior.optional(), when };

export const FloatParameter = z
  .strictObject({
    type: z.literal("float"),
    low: z.number().describe("Smallest value, inclusive."),
    high: z.number().describe("Largest value, inclusive."),
    step: z.number().positive().optional().describe("Spacing of allowed values, counted from low."),
    default: z.number().optional().describe("A value known to work."),
    ...numeric,
  })
  .meta({ id: "FloatParameter", description: "A real number." });

export const IntParameter = z
  .strictObject({
    type: z.literal("int"),
    low: z.int().describe("Smallest value, inclusive."),
    high: z.int().describe("Largest value, inclusive."),
    step: z.int().positive().optional().describe("Spacing of allowed values, counted from low. 1 when left out."),
    default: z.int().optional().describe("A value known to work."),
    ...numeric,
  })
  .meta({ id: "IntParameter", description: "A whole number." });

export const OrdinalParameter = z
  .strictObject({
    type: z.literal("ordinal"),
    values: ScalarList.describe("The allowed values, in an order that matters."),
    default: Scalar.optional(),
    when,
  })
  .meta({ id: "OrdinalParameter", description: "One of a list of values whose order matters." });

export const CategoricalParameter = z
  .strictObject({
    type: z.literal("categorical"),
    choices: ScalarList.describe("The allowed values, in no order. null is a value like any other."),
    weights: z
      .array(z.number().positive())
      .min(1)
      .max(CHOICES_MAX)
      .optional()
      .describe("How likely each choice is to be drawn, relative to the others. One positive number per choice."),
    default: Scalar.optional(),
    when,
  })
  .meta({ id: "CategoricalParameter", description: "One of a set of values without order." });

export const BoolParameter = z
  .strictObject({ type: z.literal("bool"), default: z.boolean().optional(), when })
  .meta({ id: "BoolParameter", description: "true or false." });

export const FixedParameter = z
  .strictObject({ type: z.literal("fixed"), value: Scalar, when })
  .meta({ id: "FixedParameter", description: "Always this value." });

export const Parameter = z
  .discriminatedUnion("type", [
    FloatParameter,
    IntParameter,
    OrdinalParameter,
    CategoricalParameter,
    BoolParameter,
    FixedParameter,
  ])
  .meta({ id: "Parameter", description: "One parameter: its type and the values it may take." });
export type Parameter = z.infer<typeof Parameter>;

export const SearchSpace = z
  .record(ParameterName, Parameter)
  .refine((space) => Object.keys(space).length >= 1, "must have at least one parameter")
  .refine((space) => Object.keys(space).length <= PARAMETERS_MAX, `must have at most ${PARAMETERS_MAX} parameters`)
  .describe("Parameters by name, in order. A condition names earlier parameters only.")
  .meta({ minProperties: 1, maxProperties: PARAMETERS_MAX });
export type SearchSpace = z.infer<typeof SearchSpace>;

const bounds = {
  lte: z.number().optional().describe("The sum is at most this."),
  gte: z.number().optional().describe("The sum is at least this."),
};

export const SpaceConstraint = z
  .union([
    z
      .strictObject({
        linear: z
          .record(ParameterName, z.number())
          .refine((terms) => Object.keys(terms).length <= PARAMETERS_MAX, `must have at most ${PARAMETERS_MAX} terms`)
          .describe("Numeric parameters and their coefficients.")
          .meta({ minProperties: 1, maxProperties: PARAMETERS_MAX }),
        ...bounds,
      })
      .describe("A weighted sum of numeric parameters within bounds."),
    z
      .strictObject({
        expr: z
          .string()
          .min(1)
          .max(EXPRESSION_LENGTH_MAX)
          .describe(
            "A comparison such as heads * head_dim <= 1024. Operators + - * / % ** < <= > >= == != and or not.",
          ),
      })
      .describe("An arithmetic condition over numeric parameters."),
  ])
  .meta({
    id: "SpaceConstraint",
    description: "A rule that suggested assignments obey. It does not apply while a parameter it names is inactive.",
  });
export type SpaceConstraint = z.infer<typeof SpaceConstraint>;

export const SpaceConstraints = z
  .array(SpaceConstraint)
  .max(CONSTRAINTS_MAX)
  .describe("Rules every suggestion obeys, all of them.");
