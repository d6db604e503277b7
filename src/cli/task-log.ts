// What happens to tasks, as log lines for people or as JSON for programs; a server's and a worker's.
import { stampMs } from "../execute/clock.ts";
import { StorageWatch } from "../execute/retry-storage.ts";
import type { EndedTask, StartedTask } from "../pool/task-pool.ts";
import { escapeControls } from "../protocol/control-characters.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { TaskError, TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { createLog } from "./log.ts";

export const LOG_KINDS = ["tasks", "json", "off"] as const;
export type LogKind = (typeof LOG_KINDS)[number];

export interface TaskLog {
  /** Said whatever the kind: the process's own life. */
  say(event: string, fields: object, line: string): void;
  /** Said of tasks, unless the kind is off. */
  sayOfTask(event: string, fields: object, line: () => string): void;
  /** The handlers of single tasks; none where nobody reads them, since telling costs the threads time. */
  readonly ofPool: {
    readonly onTaskStart?: (started: StartedTask) => void;
    readonly onTaskEnd?: (ended: EndedTask) => void;
  };
  readonly onRefused: (
    request: TaskRequest | null,
    error: TaskError,
    client?: string | null,
  ) => void;
  /** Tells when a store goes away, and when it is back. */
  readonly watch: StorageWatch;
  flush(): Promise<void>;
}

/**
 * `name` stands before each line, where there is one. `waitOf` tells how long a task waited until now, where the pool
 * knows only of its own queue.
 */
export function createTaskLog(
  kind: LogKind,
  messages: Messages,
  name?: string,
  waitOf: (started: StartedTask) => Ns = ({ waitNs }) => waitNs,
): TaskLog {
  const log = createLog(process.stdout, messages.logLinesDropped);
  const named = name === undefined ? {} : { name };
  const prefix = name === undefined ? "" : `${name}: `;
  const write = (event: string, fields: object, line: () => string): void =>
    log.line(
      kind === "json"
        ? JSON.stringify({ event, atMs: stampMs(), ...named, ...fields })
        : `${prefix}${line()}`,
    );
  const sayOfTask: TaskLog["sayOfTask"] = (event, fields, line) => {
    if (kind !== "off") write(event, fields, line);
  };
  const say: TaskLog["say"] = (event, fields, line) => write(event, fields, () => line);
  return {
    say,
    sayOfTask,
    ofPool: kind === "off" ? {} : poolHandlers(sayOfTask, messages, waitOf),
    onRefused(request, error, client) {
      const from = client === undefined ? {} : { client };
      const fields = { ...request, ...from, code: error.code, message: error.message };
      sayOfTask("refused", fields, () =>
        messages.taskRefused(
          escapeControls(request?.task ?? ""),
          error.code,
          escapeControls(error.message),
        ),
      );
    },
    watch: new StorageWatch((isAway, reason) => {
      if (isAway) say("storage-away", { reason }, messages.storageLost(escapeControls(reason)));
      else say("storage-back", {}, messages.storageBack());
    }),
    flush: () => log.flush(),
  };
}

function poolHandlers(
  say: TaskLog["sayOfTask"],
  messages: Messages,
  waitOf: (started: StartedTask) => Ns,
): TaskLog["ofPool"] {
  return {
    onTaskStart(started) {
      const { thread, request } = started;
      const waitNs = waitOf(started);
      say("started", { thread, ...request, waitNs }, () =>
        messages.taskStarted(thread, escapeControls(request.task), waitNs),
      );
    },
    onTaskEnd({ thread, request, serviceNs, error }) {
      const task = escapeControls(request.task);
      if (error === null) {
        say("ended", { thread, ...request, serviceNs }, () =>
          messages.taskEnded(thread ?? 0, task, serviceNs ?? 0),
        );
      } else {
        const fields = { thread, ...request, code: error.code, message: error.message };
        say("failed", fields, () =>
          messages.taskEndedBadly(thread ?? 0, task, escapeControls(error.message)),
        );
      }
    },
  };
}

/** "127.0.0.1:65432", "[::1]:65432" */
export function formatAddress(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

export function durationFields(limitNs: Ns): { readonly limitMs: number } {
  return { limitMs: limitNs / NS_PER_MS };
}
