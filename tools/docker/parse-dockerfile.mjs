/**
 * The instructions of a Dockerfile, in order: comments dropped, continued lines joined, JSON arguments read.
 *
 * @param {string} text
 * @returns {{ name: string, text: string, args: string[] | null }[]} `args` of the JSON form, `text` otherwise
 */
export function parseDockerfile(text) {
  const joined = text.replaceAll(/\\\r?\n/g, " ");
  return joined
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
      if (name === "") throw new Error(`Not an instruction: ${line}`);
      return { name: name.toUpperCase(), text: rest, args: rest.startsWith("[") ? JSON.parse(rest) : null };
    });
}
