import { expect } from "vitest";
import { errorCatalog } from "@/lib/contract/errors";

/** The answer is the problem document of this code, whole and consistent; gives it for a closer look. */
export async function expectProblem(
  response: Response,
  code: keyof typeof errorCatalog,
): Promise<Record<string, unknown>> {
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({
    code,
    status: errorCatalog[code].status,
    type: `https://tellus.test/docs/errors/${code}`,
  });
  expect(response.status).toBe(errorCatalog[code].status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(problem.request_id).toBe(response.headers.get("x-request-id"));
  return problem;
}
