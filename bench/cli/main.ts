// bun bench: the sweep, or the command that is named first.
import type { Command } from "commander";
import { runCommand } from "../../src/cli/command.ts";
import { createSweepCommand } from "./sweep/command.ts";

/** Loaded when they are asked for: the sweep should not wait for the others' libraries. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  async load() {
    const { createLoadCommand } = await import("./load/command.ts");
    const { runLoadCommand } = await import("./load/run.ts");
    return createLoadCommand(runLoadCommand);
  },
  compare: async () => (await import("./compare/command.ts")).createCompareCommand(),
  report: async () => (await import("./report-command.ts")).createReportCommand(),
  open: async () => (await import("./open-command.ts")).createOpenCommand(),
  list: async () => (await import("./list-command.ts")).createListCommand(),
  selftest: async () => (await import("./selftest-command.ts")).createSelftestCommand(),
  peers: async () => (await import("./peers-command.ts")).createPeersCommand(),
  queue: async () => (await import("./queue-command.ts")).createQueueCommand(),
  micro: async () => (await import("./micro-command.ts")).createMicroCommand(),
};

const [name = "", ...args] = process.argv.slice(2);
const create = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;

if (create === undefined) await runCommand(createSweepCommand(), process.argv.slice(2));
else await runCommand(await create(), args);
