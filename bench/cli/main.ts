// bun bench: the sweep, or the command that is named first.
import { runCommand } from "../../src/cli/command.ts";
import { createSweepCommand } from "./sweep-command.ts";

const args = process.argv.slice(2);

// Commands are loaded when they are asked for: the sweep should not wait for the others' libraries.
if (args[0] === "micro") {
  const { createMicroCommand } = await import("./micro-command.ts");
  await runCommand(createMicroCommand(), args.slice(1));
} else {
  await runCommand(createSweepCommand(), args);
}
