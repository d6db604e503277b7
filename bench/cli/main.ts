// bun bench: the sweep, or the command that is named first.
import type { Command } from "commander";
import { runCommand } from "../../src/cli/command.ts";

/** Loaded when they are asked for: the sweep should not wait for the others' libraries. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  load: () => import("./load/run.ts"),
  compare: () => import("./compare/command.ts"),
  report: () => import("./report-command.ts"),
  open: () => import("./open-command.ts"),
  list: () => import("./list-command.ts"),
  selftest: () => import("./selftest-command.ts"),
  peers: () => import("./peers-command.ts"),
  queue: () => import("./queue-command.ts"),
  micro: () => import("./micro-command.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (load !== undefined) await runCommand((await load()).command, args);
else await runCommand((await import("./sweep/command.ts")).command, process.argv.slice(2));
