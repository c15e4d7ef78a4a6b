#!/bin/sh
# Any command can be a training job: with which settings does xz make the handwritten digits smallest?
set -eu
api="${TELLUS_URL:-http://127.0.0.1:3000}/api/v1"
packed=$(mktemp)
trap 'rm -f "$packed"' EXIT

tellus() { curl -sS --fail-with-body --retry 5 --retry-connrefused -u "$TELLUS_API_KEY:" -H "Content-Type: application/json" "$@"; }
field() { printf %s "$1" | jq -er "$2"; }

space='{"mf":   {"type": "categorical", "choices": ["hc3", "hc4", "bt2", "bt3", "bt4"], "default": "bt4"},
        "mode": {"type": "categorical", "choices": ["fast", "normal"], "default": "normal"},
        "nice": {"type": "int", "low": 5, "high": 273, "scale": "log", "default": 64},
        "lc":   {"type": "int", "low": 0, "high": 4, "default": 3},
        "lp":   {"type": "int", "low": 0, "high": 4, "default": 0},
        "pb":   {"type": "int", "low": 0, "high": 4, "default": 2}}'
project=$(field "$(tellus "$api/projects?if_exists=return" -d '{"name": "examples"}')" .id)
study=$(field "$(tellus "$api/projects/$project/studies?if_exists=return" -d '{"name": "shell-xz", "search_space": '"$space"',
  "constraints": [{"linear": {"lc": 1, "lp": 1}, "lte": 4}],
  "objectives": [{"metric": "bytes", "direction": "minimize"}], "limits": {"max_trials": 40}}')" .id)

# The worker_id names this loop: should an answer get lost on its way, the next ask gives the same trial again.
while answer=$(tellus "$api/studies/$study/ask" -d '{"worker_id": "shell-'$$'", "lease_seconds": 60, "wait_seconds": 10}' 2>/dev/null); do
  if ! trial=$(field "$answer" ".trials[0]"); then
    sleep "$(field "$answer" ".retry_after_s // 1")" # nothing to hand out just now
    continue
  fi
  settings=$(field "$trial" '.assignments | to_entries | map("\(.key)=\(.value)") | join(",")')
  if gzip -dc "$(dirname "$0")/../digits/data/digits.csv.gz" | xz --format=raw --lzma2="$settings" >"$packed"; then
    bytes=$(($(wc -c <"$packed")))
    result='"state": "completed", "values": {"bytes": '$bytes'}'
  else
    result='"state": "failed", "reason": "xz refused its settings"'
  fi
  tellus "$api/trials/$(field "$trial" .id)/tell" -d '{"attempt": '"$(field "$trial" .attempt)"', '"$result"'}' >/dev/null
  echo "trial $(field "$trial" .number): $result with $settings"
done

# The loop ends when an ask is refused: with study_finished because the budget is used up, else for a reason to be shown.
if [ "$(field "$answer" .code)" != study_finished ]; then
  echo "Tellus at $api: ${answer:-no answer}" >&2
  exit 1
fi
tellus "$api/studies/$study/best" | jq '.trial | {number, assignments, bytes: .values.bytes.value}'
