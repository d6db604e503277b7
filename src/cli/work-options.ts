// The flags for the work of a task and the number of threads, which the server and the worker share.
import type { Command } from "commander";
import type { Work } from "../pool/work.ts";
import { catalogueFor, type Messages } from "../messages/catalogue.ts";
import { processLanguage } from "./language.ts";
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
  const { commands } = catalogueFor(processLanguage());
  return command
    .option("--threads <n>", commands.threads, "10")
    .option("--service <time>", commands.service, "3s")
    .option("--work <kind>", commands.work, "sleep")
    .option("--task <file>", commands.task)
    .option("--seed <n>", commands.seed, "1");
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
