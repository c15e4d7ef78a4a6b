import type { SnippetTarget, SnippetWork } from "./snippet-target";

/** The program in bash: curl asks and tells, awk trains. Metric names hold no quotes, so they can stand in both kinds. */
export function curlSnippet({ api, studyId, apiKey, work }: SnippetTarget): string {
  return `set -euo pipefail
export LC_ALL=C
API=${quoted(api)}
STUDY=${quoted(studyId)}
KEY=${apiKey === undefined ? "$TELLUS_API_KEY" : quoted(apiKey)}

call() { curl -sS "\${@:3}" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" -d "$2" "$API$1"; }
field() { sed -n "s/.*\\"$1\\": *\\"\\{0,1\\}\\([^,\\"}]*\\).*/\\1/p" <<<"$answer"; }

${train(work)}

done=0
while [ "$done" -lt ${work.kind === "valley" ? `${work.trials} ]; do` : "1 ]; do # raise it when train is yours"}
  answer=$(call "/studies/$STUDY/ask" '{"wait_seconds": 10}')
  case $answer in
    *study_finished*) break ;; # the budget is used up
    *'"trials":[]'*) sleep "$(field retry_after_s)"; continue ;;
    *'"trials":['*) ;;
    *) echo "$answer" >&2; exit 1 ;;
  esac
  # What stands around the assignments, whatever their names.
  read -r id number attempt < <(sed 's/^{"trials":\\[{"id":"\\([^"]*\\)","number":\\([0-9]*\\),.*"attempt":\\([0-9]*\\),"lease":{.*/\\1 \\2 \\3/' <<<"$answer")
  values=$(train)
  call "/trials/$id/tell" "{\\"attempt\\": $attempt, \\"state\\": \\"completed\\", \\"values\\": $values}" --fail >/dev/null
  echo "trial $number: $values"
  done=$((done + 1))
done
`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function train(work: SnippetWork): string {
  return work.kind === "valley"
    ? `# Gradient descent with momentum in a narrow valley, 40 steps.
train() {
  awk -v rate="$(field learning_rate)" -v momentum="$(field momentum)" 'BEGIN {
    x = 4; y = 1
    for (step = 0; step < 40; step++) {
      dx = momentum * dx - rate * x
      dy = momentum * dy - rate * 50 * y
      x += dx; y += dy
    }
    printf "{\\"loss\\": %.12g}", x * x / 2 + 25 * y * y
  }'
}`
    : `# A stand-in: put your training here. The assignments are in $answer.
train() { echo "{${work.metrics.map((metric) => `\\"${metric}\\": 0.$((RANDOM % 9000 + 1000))`).join(", ")}}"; }`;
}
