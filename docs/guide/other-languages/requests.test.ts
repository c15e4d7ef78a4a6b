import { expect, it } from "vitest";
import document from "../../api/openapi.json";
import { type Language, languages, programOf } from "./testing/pages";

const OPERATIONS = [
  "project.create",
  "study.create",
  "trial.ask",
  "trial.checkpoint",
  "trial.heartbeat",
  "trial.measure",
  "trial.release",
  "trial.tell",
];

/** Addresses as each language writes them; what is filled in becomes {}. */
const ADDRESSES: Readonly<Record<Language, (program: string) => readonly string[]>> = {
  curl: (program) => found(program, /"(\/[a-z$][^"]*)"/g).map((path) => path.replaceAll(/\$\w+/g, "{}")),
  go: (program) =>
    found(program, /("\/[a-z][^"]*"(?:\+[\w.]+\+"[^"]*")*)/g).map((path) =>
      path.replaceAll(/"\+[\w.]+\+"/g, "{}").replaceAll('"', ""),
    ),
  julia: (program) =>
    found(program, /"(\/(?:[^"$]|\$\(\w+\["\w+"\]\))*)"/g).map((path) => path.replaceAll(/\$\([^)]*\)/g, "{}")),
  r: (program) => [
    ...found(program, /post\("(\/[^"]*)"/g),
    ...found(program, /paste0\("(\/\w+\/", \w+\$\w+, "[^"]*)"\)/g).map((path) =>
      path.replaceAll(/", \w+\$\w+, "/g, "{}"),
    ),
    ...found(program, /about\(trial, "(\w+)"\)/g).map((verb) => `/trials/{}/${verb}`),
  ],
};

const found = (program: string, pattern: RegExp) => [...program.matchAll(pattern)].map(([, text]) => text ?? "");

/** Which operation the document has at a POST to that address, whose query it must know. */
function operationAt(address: string): string | undefined {
  const [path = "", query] = address.split("?");
  const entry = Object.entries(document.paths).find(([known]) => known.replaceAll(/\{\w+\}/g, "{}") === path)?.[1];
  const operation = (
    entry as { post?: { operationId: string; parameters: { name: string; in: string }[] } } | undefined
  )?.post;
  const takes = operation?.parameters.some(
    (parameter) => parameter.in === "query" && query?.startsWith(`${parameter.name}=`),
  );
  return query === undefined || takes ? operation?.operationId : undefined;
}

it.each(languages)(
  "the program for %s sends the eight requests, each to an address of the OpenAPI document",
  (language) => {
    const addresses = [...new Set(ADDRESSES[language](programOf(language)))].filter((address) => address !== "/api/v1");
    const reached = addresses.map((address) => operationAt(address) ?? `nothing at ${address}`);
    expect(reached.sort()).toEqual(OPERATIONS);
  },
);

it("the fields of the Julia program's requests are fields of these operations", () => {
  const named = new Set(found(programOf("julia"), /"(\w+)" =>/g));
  const taken = JSON.stringify(
    Object.values(document.paths).flatMap((entry) =>
      Object.values(entry).filter((operation) =>
        OPERATIONS.includes((operation as { operationId: string }).operationId),
      ),
    ),
  );
  const shared = JSON.stringify(document.components.schemas);
  const ofTheToy = ["x", "width", "loss", "Authorization"];
  const unknown = [...named].filter(
    (name) => !ofTheToy.includes(name) && ![taken, shared].some((text) => text.includes(`"${name}":`)),
  );
  expect(unknown).toEqual([]);
});
