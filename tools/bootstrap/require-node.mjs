/**
 * Stops at once on a Node that is too old. Imported first by every entry and written in syntax such a Node still parses;
 * the entries load everything newer with import() afterwards.
 */
var found = process.versions.node.split(".").map(Number);
if (found[0] < 20 || (found[0] === 20 && found[1] < 20)) {
  process.stderr.write(
    "Tellus needs Node 20.20 or newer; this is Node " +
      process.versions.node +
      ".\nWhat to do: install a newer Node (for example with `nvm install 22`, or from nodejs.org) and run the command again.\n",
  );
  process.exit(1);
}
