// The flags that say what a task does and how many threads do it: the same for a server of its own and for a worker.
import type { Command } from "commander";
import type { Work } from "../pool/work.ts";
import type { Messages } from "../messages/catalogue.ts";
import { formatServiceTime, type ServiceTime } from "../units/service-time.ts";

export const WORK_KINDS = ["sleep", "spin", "hash"] as const;

export interface WorkFlags {
  readonly threads: string;
  readonly service: string;
  readonly work: string;
  readonly task?: string;
  readonly seed: string;
}

export function addWorkOptions(command: Command): Command {
  return command
    .option("--threads <n>", "threads of the pool", "10")
    .option(
      "--service <time>",
      "time a task works: 3s, exp:300ms, uniform:100ms..500ms, lognormal:300ms,0.5",
      "3s",
    )
    .option("--work <kind>", "sleep, spin (CPU) or hash (SHA-256)", "sleep")
    .option("--task <file>", "a module whose default export runs each task, instead of --work")
    .option("--seed <n>", "seed of the service times of a distribution", "1");
}

export function workOf(
  given: {
    readonly work: (typeof WORK_KINDS)[number];
    readonly service: ServiceTime;
    readonly seed: number;
  },
  modulePath: string | undefined,
): Work {
  return modulePath === undefined
    ? { kind: given.work, service: given.service, seed: given.seed }
    : { kind: "task", modulePath };
}

export function describeWork(work: Work, messages: Messages): string {
  return work.kind === "task"
    ? messages.workOfModule(work.modulePath)
    : messages.workOfService(formatServiceTime(work.service), work.kind);
}
