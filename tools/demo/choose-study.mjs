import { Failure } from "../bootstrap/failure.mjs";

const NAME = /^digits(?: (\d+))?$/;

/**
 * The study to work on: the newest of the demo's when it still wants trials, else a new one, "digits 2" after "digits".
 *
 * @returns {Promise<{ name: string, resumed: boolean }>}
 */
export async function chooseStudy({ address, apiKey, project }) {
  const read = (path) => getJson(`${address}/api/v1${path}`, apiKey);
  const projects = await read(`/projects?name=${encodeURIComponent(project)}`);
  const id = projects.data[0]?.id;
  if (!id) return { name: "digits", resumed: false };
  const lists = await Promise.all(
    [false, true].map((archived) => read(`/projects/${id}/studies?limit=100&archived=${archived}`)),
  );
  return nextStudy(lists.flatMap((list) => list.data));
}

export function nextStudy(studies) {
  const ours = studies
    .map((study) => ({ ...study, number: numberOf(study.name) }))
    .filter(({ number }) => number > 0)
    .sort((a, b) => b.number - a.number);
  const latest = ours[0];
  if (!latest) return { name: "digits", resumed: false };
  if (latest.state === "active" && !latest.archived_at) return { name: latest.name, resumed: true };
  return { name: `digits ${latest.number + 1}`, resumed: false };
}

function numberOf(name) {
  const match = NAME.exec(name);
  return match ? Number(match[1] ?? 1) : 0;
}

async function getJson(url, apiKey) {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (response.ok) return response.json();
  throw new Failure(
    `The server answered ${response.status} to ${new URL(url).pathname}: ${await response.text()}`,
    "if the demo's key was revoked or the database replaced, move the data directory away and run the demo again.",
  );
}
