// The commands of `bun bench` beside the sweep. Loaded when they are asked for: the sweep should not wait for their libraries.
import type { Command } from "commander";

export const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  load: () => import("./load/run.ts"),
  compare: () => import("./compare/command.ts"),
  report: () => import("./report-command.ts"),
  open: () => import("./open-command.ts"),
  list: () => import("./list-command.ts"),
  queue: () => import("./queue-command.ts"),
  peers: () => import("./peers-command.ts"),
  selftest: () => import("./selftest-command.ts"),
  micro: () => import("./micro-command.ts"),
};
