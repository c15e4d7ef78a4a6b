import { Command } from "commander";
import { env } from "@/server/env";
import { AppError } from "@/server/kernel/app-error";
import { backupCommand, checkCommand, restoreCommand, verifyCommand } from "./backup-commands";
import { demoSetup } from "./demo-setup";
import { keysCommand } from "./keys-command";
import { complain, print } from "./print";
import { withDatabase } from "./with-database";

const program = new Command("tellus").description("Operates a Tellus installation from its machine");
for (const command of [keysCommand(), backupCommand(), restoreCommand(), verifyCommand(), checkCommand()])
  program.addCommand(command);
program
  .command("demo-setup")
  .description("make the demo's person, workspace, project and key, or show them again")
  .option("--json", "machine-readable")
  .action(({ json }: { json?: boolean }) =>
    withDatabase(async () => {
      const setup = await demoSetup(env().dataDirectory);
      print(json === true ? JSON.stringify(setup) : `Sign in as ${setup.email} with ${setup.password}`);
    }),
  );

program.parseAsync().catch((error: unknown) => {
  const fields =
    error instanceof AppError ? error.errors.map((field) => `\n  ${field.pointer}: ${field.detail}`).join("") : "";
  complain(`${error instanceof Error ? error.message : String(error)}${fields}`);
  process.exitCode = 1;
});
