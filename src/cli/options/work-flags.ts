// The flags for the work of a task and the number of threads: of the server, the worker and the cluster.
import { catalogueFor, type Messages, usageError } from "../../messages/catalogue.ts";
import type { Work } from "../../pool/work.ts";
import { type Ns, NS_PER_MS, parseDuration } from "../../units/duration.ts";
import { formatServiceTime, parseServiceTime } from "../../units/service-time.ts";
import { processLanguage } from "../language.ts";
import { choice, count, flag, type GivenFlags, seed } from "./flags.ts";

export const WORK_KINDS = ["sleep", "spin", "hash"] as const;

const { commands } = catalogueFor(processLanguage());

export const WORK_FLAGS = {
  threads: flag("<n>", commands.threads, count(1, 1000), "10"),
  service: flag("<time>", commands.service, parseServiceTime, "3s"),
  work: flag("<kind>", commands.work, choice(WORK_KINDS), "sleep"),
  task: flag("<file>", commands.task),
  seed: flag("<n>", commands.seed, seed, "1"),
  taskTimeout: flag("<duration>", commands.taskTimeout, parseTaskTimeout),
};

/** Of use only where no problem was found. */
export function workOf(given: GivenFlags<typeof WORK_FLAGS>): Work {
  const { work: kind, task: modulePath, ...drawn } = given.values;
  if (modulePath === undefined) {
    return { kind, service: drawn.service, seed: drawn.seed };
  }
  given.refuseIdle(["service", "work", "seed"], ({ problems: t }) =>
    t.idleWith("--task", t.why.moduleDecides),
  );
  return { kind: "task", modulePath };
}

/** The timers of the runtime count whole milliseconds. */
function parseTaskTimeout(typed: string): Ns {
  const timeoutNs = parseDuration(typed);
  if (timeoutNs >= NS_PER_MS) return timeoutNs;
  throw usageError(({ problems }) => problems.tooShort(typed, "1ms"));
}

/** "3s a task", "module ./my-task.ts". */
export function workText(work: Work, messages: Messages): string {
  return work.kind === "task"
    ? messages.workOfModule(work.modulePath)
    : messages.workOfService(formatServiceTime(work.service), work.kind);
}
