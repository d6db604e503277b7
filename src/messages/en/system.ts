// What people read from the server, the worker and the client, in English.
// Words of the wire (OK, ERR, the codes, JSON's field names) are not here: they are the same in every language.
import { counted } from "../../units/count.ts";
import type { Language } from "../../units/text.ts";
import { formatSize } from "../../units/size.ts";
import { formatDuration, formatSeconds, type Ns } from "../../units/duration.ts";
import type { Text } from "../../units/text.ts";
import { withoutKind } from "../worker-name.ts";

/** "1 task is", "2 tasks are" */
const are = (count: number, noun: string): string =>
  `${counted(count, noun)} ${count === 1 ? "is" : "are"}`;

export const english = {
  language: "en" as Language,

  /** This language's form of a Text. */
  of: (text: Text) => text.en,

  // Replies and log lines. `thread` counts from 1; with `worker` it is a thread of that worker. Texts are escaped already.
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
    `… ${counted(count, "log line")} dropped: stdout is read too slowly`,

  // Why a task, a line or a connection was refused.
  queueFull: (waiting: number, limit: number) => `${are(waiting, "task")} waiting (limit ${limit})`,
  tooManyConnections: (limit: number) => `${are(limit, "connection")} open (limit ${limit})`,
  lineTooLong: (limitBytes: number) =>
    `the line is longer than the limit of ${formatSize(limitBytes)}`,
  lineTimedOut: (limitNs: Ns) => `the line did not end within ${formatDuration(limitNs)}`,
  repliesNotRead: (limitNs: Ns) =>
    `the client did not read its replies within ${formatDuration(limitNs)}`,
  badUtf8: () => "the line is not UTF-8",
  badJson: (reason: string) => `the line starts with { but is not a JSON object: ${reason}`,
  emptyTask: () => "the task is empty",
  missingTask: () => 'missing: "task" (a string)',
  notText: (field: string) => `"${field}" is not a string`,
  emptyId: (field: string) => `"${field}" is empty`,
  idTooLong: (field: string, length: number, limit: number) =>
    `"${field}" has ${length} characters (limit ${limit})`,
  getIsAlone: () => '"get" asks for a record: it can\'t be combined with "task" or "id"',
  unknownId: (id: string) => `no task has the id "${id}"`,
  bytesAfterCut: () =>
    "bytes arrived after a pause that had ended the task: end each task with a newline",
  idConflict: (id: string) => `a task with the id "${id}" and another text is in progress`,
  taskThrew: (reason: string) => `the task failed: ${reason}`,
  taskTimedOut: (limitNs: Ns) =>
    `the task ran for longer than ${formatDuration(limitNs)}; its thread was ended`,
  threadEnded: (exitCode: number | null) =>
    exitCode === null
      ? "the task ended its thread"
      : `the task ended its thread (exit code ${exitCode})`,
  resultNotSendable: (reason: string) => `the task's result can't be sent: ${reason}`,
  /** The result is in the store; its reply is too long for the broker. */
  resultTooLong: (bytes: number, limit: number) =>
    `the result is stored but too long to be sent: ${bytes} bytes (limit ${limit})`,
  shuttingDown: () => "the server is shutting down",

  // Tasks that are kept in a store or sent to a broker. `reason` comes from the store or the broker.
  idKnown: (id: string) => `the id "${id}" belongs to a task with another text`,
  tasksInHand: (count: number, limit: number) =>
    `${are(count, "task")} in progress (limit ${limit})`,
  resultUnknown: () => "the task has ended, and its result is unknown",
  resultLost: (reason: string) => `the task was done, but its result is lost: ${reason}`,
  storageUnavailable: (reason: string) => `the store can't be reached: ${reason}`,
  brokerUnavailable: (reason: string) => `the broker did not accept the task: ${reason}`,
  replyLate: (limitNs: Ns) =>
    `no worker replied within ${formatDuration(limitNs)}: the task still runs, ask again with its id`,
  stoppedWaiting: () => "the server is shutting down: the task still runs, ask again with its id",

  // A trusted balancer's PROXY header.
  proxyHeaderMissing: (balancer: string) =>
    `the balancer ${balancer} sent no PROXY header: is send-proxy set there?`,
  proxyHeaderMalformed: (balancer: string) =>
    `the balancer ${balancer} sent an invalid PROXY header`,
  proxyHeaderTooLong: (balancer: string, v1Bytes: number, v2Bytes: number) =>
    `the balancer ${balancer} sent a PROXY header longer than the limit (v1 ${formatSize(v1Bytes)}, v2 ${formatSize(v2Bytes)})`,
  proxyHeaderCutShort: (balancer: string) =>
    `the balancer ${balancer} closed the connection inside its PROXY header`,
  proxyHeaderTimedOut: (balancer: string, limitNs: Ns) =>
    `the balancer ${balancer} sent no complete PROXY header within ${formatDuration(limitNs)}`,

  // Start and stop of the server.
  listening: (address: string, threads: number, work: string) =>
    `listening on ${address}: ${counted(threads, "thread")}, ${work}`,
  workOfService: (service: string, kind: string) =>
    kind === "sleep" ? `${service} a task` : `${service} a task (${kind})`,
  workOfModule: (file: string) => `tasks run ${file}`,
  draining: (running: number, waiting: number, limitNs: Ns) =>
    `stopping: ${running} running and ${waiting} waiting tasks, with ${formatDuration(limitNs)} to finish (a second signal stops at once)`,
  stopped: (done: number) => `stopped: ${counted(done, "task")} done`,
  portInUse: (address: string) =>
    `${address} is in use: is another server running? Choose another with --port, or --port 0 for a free one`,
  cannotListen: (address: string, reason: string) => `can't listen on ${address}: ${reason}`,

  // The live page.
  dashboard: (url: string, canSend: boolean) =>
    canSend ? `live page: ${url}` : `live page, view only: ${url}`,
  dashboardPortInUse: (address: string, flag: string) =>
    `${address} is in use: choose another port for the live page with ${flag}, or 0 for a free one`,

  // Start and stop of an entry server and a worker; `name` is the name of the process.
  entryListening: (name: string, address: string, queue: string) =>
    `${name}: listening on ${address}, tasks go to the queue "${queue}"`,
  workerReady: (name: string, threads: number, queue: string, work: string) =>
    `${name}: ${threads} ${threads === 1 ? "thread takes" : "threads take"} tasks from the queue "${queue}", ${work}`,
  notReadyYet: (reason: string) => `not ready yet, retrying: ${reason}`,
  brokerLost: () => "the broker can't be reached",
  brokerBack: () => "the broker can be reached again",
  storageLost: (reason: string) => `the store can't be reached: ${reason}`,
  storageBack: () => "the store can be reached again",
  taskComesAgain: (task: string, attempt: number, limit: number, delayNs: Ns) =>
    `"${task}" is retried in ${formatDuration(delayNs)}: attempt ${attempt} of ${limit}`,
  leaseLost: (id: string) => `another worker has taken over the task "${id}"`,
  blobsSwept: (count: number, bytes: number) =>
    `deleted ${counted(count, "object")} without a row (${formatSize(bytes)})`,
  entryDraining: (inHand: number, limitNs: Ns) =>
    `stopping: ${counted(inHand, "task")} in progress, with ${formatDuration(limitNs)} to finish (a second signal stops at once)`,

  // The client.
  cannotConnect: (address: string, reason: string) =>
    `no connection to ${address} (${reason}): is the server running? bun run server`,
  connectionLost: (address: string) => `${address} closed the connection before it replied`,
  replyTimedOut: (address: string, limitNs: Ns) =>
    `${address} did not reply within ${formatDuration(limitNs)}: it may be busy; --timeout sets a longer limit`,
  unreadableReply: (address: string, reply: string) => `${address} sent an invalid reply: ${reply}`,
  replyTooLong: (address: string, limitBytes: number) =>
    `${address} sent more than ${formatSize(limitBytes)} without the end of a reply`,
  retrying: (reason: string, delayNs: Ns) =>
    `${reason}; asking again in ${formatDuration(delayNs)}`,

  // A task's record, one line for each field. `status` is the wire's word; `at` a time in ISO 8601.
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
    `the task "${id}" has no result: its status is ${status}, attempt ${attempts}`,

  // Why a store or the broker failed. \`shown\` is its address without the password.
  brokerUnconnected: (shown: string, limit: string, reason: string) =>
    `no connection to ${shown} within ${limit} (${reason})`,
  brokerRefuses: (shown: string, reason: string) => `${shown} refuses the connection: ${reason}`,
  brokerClosed: () => "the connection to the broker was closed",
  brokerConnectionClosed: (shown: string) => `the connection to ${shown} was closed`,
  brokerNoQueue: (shown: string, queue: string, reason: string) =>
    `${shown} has no queue for "${queue}" (${reason})`,
  brokerTooLong: (bytes: number, limit: number) =>
    `a message of ${bytes} bytes is too long (limit ${limit})`,
  brokerRefusedMessage: (shown: string, reason: string) => `${shown} refused a message (${reason})`,
  brokerUnconfirmed: (shown: string, limit: string, isReachable: boolean) =>
    `no confirm within ${limit}: ${shown} ${isReachable ? "does not answer" : "can't be reached, or accepts no messages"}`,
  noAnswer: () => "no answer",
  noAnswerInTime: () => "no answer in time",
  noAnswerWithin: (limitMs: number) => `no answer within ${limitMs} ms`,
  noBlobStore: (key: string) => `the result is the object ${key}, and no --blobs is given`,
  blobMissing: (key: string) => `the object ${key} does not exist`,
  blobSize: (key: string, bytes: number, expected: number) =>
    `the object ${key} has ${bytes} bytes instead of ${expected}`,
  blobHash: (key: string, found: string, expected: string) =>
    `the object ${key} has the SHA-256 ${found} instead of ${expected}`,
  storeClosed: () => "the store is closed",
  storeBusy: (waiting: number, limit: number) =>
    `${are(waiting, "call")} waiting for the store (limit ${limit})`,
  badKey: (key: string) => `${key} is not a valid key of an object`,
  noSizeAndTime: (key: string) => `the server lists ${key} without size and time`,
  unknownCode: (code: string) => `the row has an unknown error code: "${code}"`,
  unknownStatus: (status: string) => `the row has an unknown status: "${status}"`,
};

/** Functions from facts to one line of text, without a newline. */
export type Messages = typeof english;
