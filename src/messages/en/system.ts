// What people read from the server, the worker and the client, in English.
// The wire's own words (OK, ERR, the codes, JSON's field names) are not here: they never change with the language.
import { formatSize } from "../../units/size.ts";
import { formatDuration, formatSeconds, type Ns } from "../../units/duration.ts";
import { withoutKind } from "../worker-name.ts";

export const english = {
  // Replies and log lines. `thread` counts from 1, of its worker where one is named; texts come escaped.
  ranOnThread: (thread: number, waitNs: Ns, serviceNs: Ns, worker?: string) =>
    `(${worker === undefined ? "" : `worker ${withoutKind(worker)} `}thread ${thread}, waited ${formatSeconds(waitNs)} s, worked ${formatSeconds(serviceNs)} s)`,
  taskStarted: (thread: number, task: string, waitNs: Ns) =>
    `thread ${thread} ▶ "${task}" (waited ${formatSeconds(waitNs)} s)`,
  taskEnded: (thread: number, task: string, serviceNs: Ns) =>
    `thread ${thread} ■ "${task}" (worked ${formatSeconds(serviceNs)} s)`,
  taskEndedBadly: (thread: number, task: string, reason: string) =>
    `thread ${thread} ✗ "${task}" (${reason})`,
  taskRefused: (task: string, code: string, reason: string) => `✗ "${task}" (${code}: ${reason})`,
  logLinesDropped: (count: number) =>
    `… ${count} log lines dropped: whoever reads them is too slow`,

  // Why a task, a line or a connection was refused.
  queueFull: (waiting: number, limit: number) => `${waiting} tasks are waiting (limit ${limit})`,
  tooManyConnections: (limit: number) => `${limit} connections are open (limit ${limit})`,
  lineTooLong: (limitBytes: number) =>
    `the line is longer than the limit of ${formatSize(limitBytes)}`,
  lineTimedOut: (limitNs: Ns) => `the line did not end within ${formatDuration(limitNs)}`,
  badUtf8: () => "the line is not UTF-8",
  badJson: (reason: string) => `the line begins with { but is no JSON object: ${reason}`,
  emptyTask: () => "the task is empty",
  missingTask: () => 'there is no "task" (a string)',
  notText: (field: string) => `"${field}" is not a string`,
  emptyId: (field: string) => `"${field}" is empty`,
  idTooLong: (field: string, length: number, limit: number) =>
    `"${field}" has ${length} characters (limit ${limit})`,
  getIsAlone: () => '"get" asks for a record: it goes with neither "task" nor "id"',
  unknownId: (id: string) => `no task has the id "${id}"`,
  bytesAfterCut: () =>
    "bytes came after a pause that had ended the task: end each task with a newline",
  idConflict: (id: string) => `the id "${id}" is in hand with another text`,
  taskThrew: (reason: string) => `the task failed: ${reason}`,
  threadEnded: (exitCode: number | null) =>
    exitCode === null
      ? "the task ended its thread"
      : `the task ended its thread (exit code ${exitCode})`,
  resultNotSendable: (reason: string) => `the task's result can't be sent: ${reason}`,
  shuttingDown: () => "the server is shutting down",

  // Tasks that are kept in a store, or go by a broker. `reason` is the store's or broker's own.
  idKnown: (id: string) => `the id "${id}" is known with another text`,
  tasksInHand: (count: number, limit: number) => `${count} tasks are in hand (limit ${limit})`,
  resultUnknown: () => "the task is over, and nothing more is known of it",
  resultLost: (reason: string) => `the task was done, but its result is lost: ${reason}`,
  storageUnavailable: (reason: string) => `the store can't be reached: ${reason}`,
  brokerUnavailable: (reason: string) => `the broker did not take the task: ${reason}`,
  replyLate: (limitNs: Ns) =>
    `no worker has replied within ${formatDuration(limitNs)}: the task goes on, ask again by its id`,
  stoppedWaiting: () => "the server is shutting down: the task goes on, ask again by its id",

  // A trusted balancer's PROXY header.
  proxyHeaderMissing: (balancer: string) =>
    `the balancer ${balancer} sent no PROXY header: is send-proxy set there?`,
  proxyHeaderMalformed: (balancer: string) =>
    `the balancer ${balancer} sent a PROXY header that breaks the rules`,
  proxyHeaderTooLong: (balancer: string, v1Bytes: number, v2Bytes: number) =>
    `the balancer ${balancer} sent a PROXY header longer than the limit (v1 ${formatSize(v1Bytes)}, v2 ${formatSize(v2Bytes)})`,
  proxyHeaderCutShort: (balancer: string) =>
    `the balancer ${balancer} closed the connection inside its PROXY header`,
  proxyHeaderTimedOut: (balancer: string, limitNs: Ns) =>
    `the balancer ${balancer} sent no whole PROXY header within ${formatDuration(limitNs)}`,

  // The server's own life.
  listening: (address: string, threads: number, work: string) =>
    `listening on ${address}: ${threads} ${threads === 1 ? "thread" : "threads"}, ${work}`,
  workOfService: (service: string, kind: string) =>
    kind === "sleep" ? `${service} a task` : `${service} a task (${kind})`,
  workOfModule: (file: string) => `tasks run ${file}`,
  draining: (running: number, waiting: number, limitNs: Ns) =>
    `stopping: ${running} running and ${waiting} waiting tasks have ${formatDuration(limitNs)} (a second signal ends at once)`,
  stopped: (done: number) => `stopped: ${done} tasks done`,
  portInUse: (address: string) =>
    `${address} is in use: is another server running? Choose another with --port, or --port 0 for a free one`,
  cannotListen: (address: string, reason: string) => `can't listen on ${address}: ${reason}`,

  // The live page.
  dashboard: (url: string, canSend: boolean) =>
    canSend ? `live page: ${url}` : `live page, for looking only: ${url}`,
  dashboardPortInUse: (address: string, flag: string) =>
    `${address} is in use: choose another port for the live page with ${flag}, or 0 for a free one`,

  // The life of an entry server and a worker. `name` is its own.
  entryListening: (name: string, address: string, queue: string) =>
    `${name}: listening on ${address}, tasks go to the queue "${queue}"`,
  workerReady: (name: string, threads: number, queue: string, work: string) =>
    `${name}: ${threads} ${threads === 1 ? "thread takes" : "threads take"} tasks from the queue "${queue}", ${work}`,
  notReadyYet: (reason: string) => `not ready yet, trying on: ${reason}`,
  brokerLost: () => "the broker is away",
  brokerBack: () => "the broker is back",
  storageLost: (reason: string) => `the store is away: ${reason}`,
  storageBack: () => "the store is back",
  taskComesAgain: (task: string, attempt: number, limit: number, delayNs: Ns) =>
    `"${task}" comes again in ${formatDuration(delayNs)}: attempt ${attempt} of ${limit}`,
  leaseLost: (id: string) => `the task "${id}" was taken over by another worker`,
  blobsSwept: (count: number, bytes: number) =>
    `${count} objects without a row deleted (${formatSize(bytes)})`,
  entryDraining: (inHand: number, limitNs: Ns) =>
    `stopping: ${inHand} tasks in hand have ${formatDuration(limitNs)} (a second signal ends at once)`,

  // The client.
  cannotConnect: (address: string, reason: string) =>
    `no connection to ${address} (${reason}): is the server running? bun run server`,
  connectionLost: (address: string) => `${address} closed the connection before it replied`,
  replyTimedOut: (address: string, limitNs: Ns) =>
    `${address} did not reply within ${formatDuration(limitNs)}: it may be busy; --timeout gives it longer`,
  unreadableReply: (address: string, reply: string) =>
    `${address} replied with something that is not a reply: ${reply}`,
  replyTooLong: (address: string, limitBytes: number) =>
    `${address} sent more than ${formatSize(limitBytes)} without an end of the reply`,
  askingAgain: (reason: string, delayNs: Ns) =>
    `${reason}; asking again in ${formatDuration(delayNs)}`,

  // A task's record, a line a fact. `status` is the wire's word; `at` a time in ISO 8601.
  recordTask: (id: string, task: string) => `task      ${id}: ${task}`,
  recordStatus: (status: string, attempts: number) => `status    ${status}, attempt ${attempts}`,
  recordAccepted: (at: string, entry: string, client: string | null) =>
    `accepted  ${at} by ${entry}${client === null ? "" : `, from ${client}`}`,
  recordStarted: (at: string | null, worker: string, thread: number | null) =>
    `started   ${at ?? "—"} on worker ${withoutKind(worker)}${thread === null ? "" : `, thread ${thread}`}`,
  recordFinished: (at: string, serviceNs: Ns | null) =>
    `finished  ${at}${serviceNs === null ? "" : `, worked ${formatSeconds(serviceNs)} s`}`,
  recordResult: (result: string) => `result    ${result}`,
  recordError: (code: string, reason: string) => `error     ${code}: ${reason}`,
  notDone: (id: string, status: string, attempts: number) =>
    `the task "${id}" has no result: it is ${status}, attempt ${attempts}`,
};

/** Functions from facts to one line of text, without a newline. */
export type Messages = typeof english;
