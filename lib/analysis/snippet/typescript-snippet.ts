import type { SnippetTarget, SnippetWork } from "./snippet-target";

/** The program in TypeScript, with nothing but what Node and every browser have. */
export function typescriptSnippet({ api, studyId, apiKey, work }: SnippetTarget): string {
  const key = apiKey === undefined ? "process.env.TELLUS_API_KEY" : JSON.stringify(apiKey);
  return `const API = ${JSON.stringify(api)};
const STUDY = ${JSON.stringify(studyId)};
const KEY = ${key};

async function call(path: string, body: object): Promise<any> {
  const headers = { Authorization: \`Bearer \${KEY}\`, "Content-Type": "application/json" };
  const response = await fetch(API + path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer: any = await response.json();
  if (answer.code === "study_finished") return null;
  if (!response.ok) throw new Error(\`\${response.status}: \${answer.detail}\`);
  return answer;
}

${train(work)}

let done = 0;
while (done < ${work.kind === "valley" ? `${work.trials}) {` : "1) { // raise it when train() is yours"}
  const answer = await call(\`/studies/\${STUDY}/ask\`, { wait_seconds: 10 });
  if (answer === null) break; // the budget is used up
  const [trial] = answer.trials;
  if (trial === undefined) {
    await new Promise((resolve) => setTimeout(resolve, answer.retry_after_s * 1000));
    continue;
  }
  const values = train(trial.assignments);
  await call(\`/trials/\${trial.id}/tell\`, { attempt: trial.attempt, state: "completed", values });
  console.log("trial", trial.number, JSON.stringify(trial.assignments), "->", JSON.stringify(values));
  done += 1;
}

export {};
`;
}

function train(work: SnippetWork): string {
  return work.kind === "valley"
    ? `/** Gradient descent with momentum in a narrow valley, 40 steps. */
function train({ learning_rate, momentum }: { learning_rate: number; momentum: number }) {
  let [x, y, dx, dy] = [4, 1, 0, 0];
  for (let step = 0; step < 40; step += 1) {
    dx = momentum * dx - learning_rate * x;
    dy = momentum * dy - learning_rate * 50 * y;
    x += dx;
    y += dy;
  }
  return { loss: (x * x) / 2 + 25 * y * y };
}`
    : `/** A stand-in: put your training here. */
function train(assignments: Record<string, unknown>) {
  return { ${work.metrics.map((metric) => `${JSON.stringify(metric)}: Math.random()`).join(", ")} };
}`;
}
