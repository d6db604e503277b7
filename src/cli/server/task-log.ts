// The log of a server or a worker: lines for people, or JSON for programs.
import { stampMs } from "../../execute/clock.ts";
import { StorageWatch } from "../../execute/retry-storage.ts";
import type { EndedTask, StartedTask } from "../../pool/task-pool.ts";
import { escapeControls, stringifySafely } from "../../protocol/control-characters.ts";
import type { Messages } from "../../messages/catalogue.ts";
import type { TaskError, TaskRequest } from "../../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../../units/duration.ts";
import { createLog } from "../log.ts";

export const LOG_KINDS = ["tasks", "json", "off"] as const;
export type LogKind = (typeof LOG_KINDS)[number];

export interface TaskLog {
  /** Writes an event of the process, for every kind of log. */
  say(event: string, fields: object, line: string): void;
  /** Writes an event of a task, unless the kind is off. */
  sayOfTask(event: string, fields: object, line: () => string): void;
  /** Handlers of the pool for single tasks. With kind off there are none: they cost the threads time. */
  readonly ofPool: {
    readonly onTaskStart?: (started: StartedTask) => void;
    readonly onTaskEnd?: (ended: EndedTask) => void;
  };
  readonly onRefused: (
    request: TaskRequest | null,
    error: TaskError,
    client?: string | null,
  ) => void;
  /** Logs when a store fails, and when it works again. */
  readonly watch: StorageWatch;
  flush(): Promise<void>;
}

/**
 * `name`, if given, starts each line. `waitOf` returns the waiting time of a task that starts; the default is its time in
 * the pool's queue.
 */
export function createTaskLog(
  kind: LogKind,
  messages: Messages,
  name?: string,
  waitOf: (started: StartedTask) => Ns = ({ waitNs }) => waitNs,
): TaskLog {
  const log = createLog(messages.logLinesDropped);
  const named = name === undefined ? {} : { name };
  const prefix = name === undefined ? "" : `${name}: `;
  const write = (event: string, fields: object, line: () => string): void =>
    log.line(
      kind === "json"
        ? stringifySafely({ event, atMs: stampMs(), ...named, ...fields })
        : `${prefix}${line()}`,
    );
  const sayOfTask: TaskLog["sayOfTask"] = (event, fields, line) => {
    if (kind !== "off") write(event, fields, line);
  };
  // An end on a thread is the pool's to tell; the server tells of all replies that are errors.
  const toldByPool = new WeakSet<TaskError>();
  const say: TaskLog["say"] = (event, fields, line) => write(event, fields, () => line);
  return {
    say,
    sayOfTask,
    ofPool: kind === "off" ? {} : poolHandlers(sayOfTask, messages, waitOf, toldByPool),
    onRefused(request, error, client) {
      if (toldByPool.has(error)) return;
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
      if (isAway) {
        const line = messages.storageLost(escapeControls(messages.of(reason)));
        say("storage-away", { reason: reason.en }, line);
      } else say("storage-back", {}, messages.storageBack());
    }),
    flush: () => log.flush(),
  };
}

function poolHandlers(
  say: TaskLog["sayOfTask"],
  messages: Messages,
  waitOf: (started: StartedTask) => Ns,
  told: WeakSet<TaskError>,
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
        told.add(error);
        const fields = { thread, ...request, code: error.code, message: error.message };
        say("failed", fields, () =>
          messages.taskEndedBadly(thread ?? 0, task, escapeControls(error.message)),
        );
      }
    },
  };
}

export function durationFields(limitNs: Ns): { readonly limitMs: number } {
  return { limitMs: limitNs / NS_PER_MS };
}
