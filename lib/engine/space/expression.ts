/**
 * The closed arithmetic language of constraints, parsed by recursive descent: no evaluation of user text by the
 * JavaScript engine, no name but the parameters' and ten functions, bounded length and depth.
 *
 *   condition  = conjunction ("or" conjunction)*
 *   conjunction = negation ("and" negation)*
 *   negation   = "not" negation | comparison
 *   comparison = sum (("<" | "<=" | ">" | ">=" | "==" | "!=") sum)*        chained as in 1 <= a <= b
 *   sum        = product (("+" | "-") product)*
 *   product    = sign (("*" | "/" | "%") sign)*
 *   sign       = ("-" | "+") sign | power
 *   power      = primary ("**" sign)?
 *   primary    = number | name | `quoted name` | function "(" sum ("," sum)* ")" | "(" condition ")"
 */
import { ExpressionError, type Token, tokenize } from "./expression-tokens";

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "call"; readonly name: FunctionName; readonly of: readonly Expression[] }
  | { readonly kind: "operator"; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "negate" | "not"; readonly of: Expression };
export type Operator = "+" | "-" | "*" | "/" | "%" | "**" | ComparisonOperator | "and" | "or";
type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=";

const FUNCTIONS = {
  abs: { evaluate: Math.abs, arity: [1, 1] },
  ceil: { evaluate: Math.ceil, arity: [1, 1] },
  exp: { evaluate: Math.exp, arity: [1, 1] },
  floor: { evaluate: Math.floor, arity: [1, 1] },
  log: { evaluate: Math.log, arity: [1, 1] },
  log10: { evaluate: Math.log10, arity: [1, 1] },
  log2: { evaluate: Math.log2, arity: [1, 1] },
  max: { evaluate: Math.max, arity: [1, 64] },
  min: { evaluate: Math.min, arity: [1, 64] },
  sqrt: { evaluate: Math.sqrt, arity: [1, 1] },
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

const DEPTH_MAX = 64;
const COMPARISONS: readonly string[] = ["<", "<=", ">", ">=", "==", "!="];

/** Parses a condition. Throws {@link ExpressionError} with the position and what was expected. */
export function parseExpression(source: string): Expression {
  const parser = new Parser(tokenize(source));
  const expression = parser.condition(0);
  parser.expectEnd();
  if (!isTruth(expression)) throw new ExpressionError("must compare something, for example a + b <= 10", 0);
  return expression;
}

/** Whether an expression yields a truth value rather than a number. */
function isTruth(expression: Expression): boolean {
  if (expression.kind === "not") return true;
  if (expression.kind !== "operator") return false;
  return expression.operator === "and" || expression.operator === "or" || isComparison(expression.operator);
}

const isComparison = (operator: string): operator is ComparisonOperator => COMPARISONS.includes(operator);

class Parser {
  #position = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  condition(depth: number): Expression {
    return this.#logical("or", depth, () => this.#logical("and", depth, () => this.#negation(depth)));
  }

  expectEnd(): void {
    const token = this.#peek();
    if (token.kind !== "end") throw new ExpressionError(`did not expect "${token.text}"`, token.at);
  }

  #logical(word: "and" | "or", _depth: number, operand: () => Expression): Expression {
    let left = operand();
    while (this.#accept(word)) left = this.#combine(word, left, operand(), true);
    return left;
  }

  #negation(depth: number): Expression {
    const token = this.#peek();
    if (!this.#accept("not")) return this.#comparison(depth);
    const of = this.#negation(this.#deeper(depth));
    if (!isTruth(of)) throw new ExpressionError('"not" needs a comparison after it', token.at);
    return { kind: "not", of };
  }

  #comparison(depth: number): Expression {
    let left = this.#sum(depth);
    let whole: Expression | null = null;
    while (isComparison(this.#peek().text) && this.#peek().kind === "symbol") {
      const operator = this.#next().text as ComparisonOperator; // isComparison above
      const right = this.#sum(depth);
      const link = this.#combine(operator, left, right, false);
      whole = whole ? this.#combine("and", whole, link, true) : link;
      left = right;
    }
    return whole ?? left;
  }

  #sum(depth: number): Expression {
    return this.#chain(["+", "-"], () => this.#chain(["*", "/", "%"], () => this.#sign(depth)));
  }

  #chain(operators: readonly ("+" | "-" | "*" | "/" | "%")[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((candidate) => this.#accept(candidate));
      if (!operator) return left;
      left = this.#combine(operator, left, operand(), false);
    }
  }

  #sign(depth: number): Expression {
    if (this.#accept("+")) return this.#sign(this.#deeper(depth));
    if (this.#accept("-")) return { kind: "negate", of: this.#asNumber(this.#sign(this.#deeper(depth))) };
    const base = this.#primary(depth);
    return this.#accept("**") ? this.#combine("**", base, this.#sign(this.#deeper(depth)), false) : base;
  }

  #primary(depth: number): Expression {
    const token = this.#next();
    if (token.kind === "number") return { kind: "number", value: Number(token.text) };
    if (token.kind === "quoted") return { kind: "name", name: token.text };
    if (token.kind === "name")
      return this.#accept("(") ? this.#call(token, this.#deeper(depth)) : { kind: "name", name: token.text };
    if (token.text !== "(" || token.kind !== "symbol") {
      throw new ExpressionError(
        `expected a number or a parameter, found ${token.kind === "end" ? "the end" : `"${token.text}"`}`,
        token.at,
      );
    }
    const inner = this.condition(this.#deeper(depth));
    this.#expect(")");
    return inner;
  }

  #call(token: Token, depth: number): Expression {
    if (!Object.hasOwn(FUNCTIONS, token.text)) {
      throw new ExpressionError(
        `"${token.text}" is no function; there are ${Object.keys(FUNCTIONS).join(", ")}`,
        token.at,
      );
    }
    const name = token.text as FunctionName; // own key, checked above
    const of = [this.#asNumber(this.#sum(depth))];
    while (this.#accept(",")) of.push(this.#asNumber(this.#sum(depth)));
    this.#expect(")");
    const [least, most] = FUNCTIONS[name].arity;
    if (of.length < least || of.length > most)
      throw new ExpressionError(`${name} takes ${least === most ? least : `${least} to ${most}`} value(s)`, token.at);
    return { kind: "call", name, of };
  }

  /** Joins two operands, refusing numbers where a comparison is needed and the other way round. */
  #combine(operator: Operator, left: Expression, right: Expression, truths: boolean): Expression {
    for (const side of [left, right]) {
      if (isTruth(side) !== truths) {
        throw new ExpressionError(
          `"${operator}" needs ${truths ? "comparisons" : "numbers"} on both sides`,
          this.#peek().at,
        );
      }
    }
    return { kind: "operator", operator, left, right };
  }

  #asNumber(expression: Expression): Expression {
    if (isTruth(expression)) throw new ExpressionError("a comparison cannot be used as a number", this.#peek().at);
    return expression;
  }

  #deeper(depth: number): number {
    if (depth >= DEPTH_MAX) throw new ExpressionError(`is nested more than ${DEPTH_MAX} levels deep`, this.#peek().at);
    return depth + 1;
  }

  #peek(): Token {
    return this.tokens[this.#position];
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#position += 1;
    return token;
  }

  #accept(text: string): boolean {
    const token = this.#peek();
    const matches = token.text === text && (token.kind === "symbol" || token.kind === "word");
    if (matches) this.#position += 1;
    return matches;
  }

  #expect(text: string): void {
    const token = this.#peek();
    if (!this.#accept(text)) throw new ExpressionError(`expected "${text}"`, token.at);
  }
}

/** The value of a numeric expression, or 1 and 0 for truths. Division by zero and the like give NaN or infinities. */
export function evaluateExpression(expression: Expression, read: (name: string) => number): number {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name":
      return read(expression.name);
    case "negate":
      return -evaluateExpression(expression.of, read);
    case "not":
      return evaluateExpression(expression.of, read) === 0 ? 1 : 0;
    case "call":
      return FUNCTIONS[expression.name].evaluate(
        ...(expression.of.map((part) => evaluateExpression(part, read)) as [number]),
      );
    case "operator": {
      const left = evaluateExpression(expression.left, read);
      return OPERATORS[expression.operator](left, evaluateExpression(expression.right, read));
    }
  }
}

const truth = (value: boolean): number => (value ? 1 : 0);
const OPERATORS: Record<Operator, (left: number, right: number) => number> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left - right * Math.floor(left / right), // sign of the divisor, as in Python
  "**": (left, right) => left ** right,
  "<": (left, right) => truth(left < right),
  "<=": (left, right) => truth(left <= right),
  ">": (left, right) => truth(left > right),
  ">=": (left, right) => truth(left >= right),
  "==": (left, right) => truth(left === right),
  "!=": (left, right) => truth(left !== right),
  and: (left, right) => left * right,
  or: (left, right) => Math.max(left, right),
};

/** The parameters an expression names, each once, in order of appearance. */
export function namesIn(expression: Expression): string[] {
  const names = new Set<string>();
  const visit = (part: Expression): void => {
    if (part.kind === "name") names.add(part.name);
    else if (part.kind === "call") part.of.forEach(visit);
    else if (part.kind === "operator") [part.left, part.right].forEach(visit);
    else if (part.kind !== "number") visit(part.of);
  };
  visit(expression);
  return [...names];
}
