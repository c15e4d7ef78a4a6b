import { startEmbeddedDatabase } from "../start-embedded-database";

/** A process that uses the embedded database of the folder in its first argument until its standard input ends. */
const directory = process.argv[2];
if (directory === undefined) throw new Error("usage: hold-database <directory>");
const database = await startEmbeddedDatabase({ directory, log: () => undefined, durable: false, freeBytesMin: 0 });
process.stdout.write(database.adopted ? "adopted\n" : "started\n");
process.stdin.resume().once("end", () => void database.stop());
