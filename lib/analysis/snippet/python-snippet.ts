import type { SnippetTarget, SnippetWork } from "./snippet-target";

/** The program in Python, with its standard library only. */
export function pythonSnippet({ api, studyId, apiKey, work }: SnippetTarget): string {
  const modules = ["json", ...(apiKey === undefined ? ["os"] : []), ...(work.kind === "stand-in" ? ["random"] : [])];
  const key = apiKey === undefined ? 'os.environ["TELLUS_API_KEY"]' : JSON.stringify(apiKey);
  return `import ${modules.join(", ")}, time, urllib.error, urllib.request

API = ${JSON.stringify(api)}
STUDY = ${JSON.stringify(studyId)}
KEY = ${key}


def call(path, body):
    headers = {"Authorization": "Bearer " + KEY, "Content-Type": "application/json"}
    request = urllib.request.Request(API + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        refusal = json.load(error)
        if refusal.get("code") == "study_finished":
            return None
        raise SystemExit(f"{error.code}: {refusal.get('detail')}")


${train(work)}


done = 0
while done < ${work.kind === "valley" ? `${work.trials}:` : "1:  # raise it when train() is yours"}
    answer = call(f"/studies/{STUDY}/ask", {"wait_seconds": 10})
    if answer is None:
        break  # the budget is used up
    if not answer["trials"]:
        time.sleep(answer["retry_after_s"])
        continue
    trial = answer["trials"][0]
    values = train(trial["assignments"])
    call(f"/trials/{trial['id']}/tell", {"attempt": trial["attempt"], "state": "completed", "values": values})
    print("trial", trial["number"], trial["assignments"], "->", values)
    done += 1
`;
}

function train(work: SnippetWork): string {
  return work.kind === "valley"
    ? `def train(assignments):
    """Gradient descent with momentum in a narrow valley, 40 steps."""
    x, y, dx, dy = 4.0, 1.0, 0.0, 0.0
    for _ in range(40):
        dx = assignments["momentum"] * dx - assignments["learning_rate"] * x
        dy = assignments["momentum"] * dy - assignments["learning_rate"] * 50 * y
        x, y = x + dx, y + dy
    return {"loss": x * x / 2 + 25 * y * y}`
    : `def train(assignments):
    # A stand-in: put your training here.
    return {${work.metrics.map((metric) => `${JSON.stringify(metric)}: random.random()`).join(", ")}}`;
}
