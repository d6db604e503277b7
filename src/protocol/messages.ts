// The one table of all that people read from the server and the client, in English and Spanish.
// The wire's own words (OK, ERR, the codes, JSON's field names) are not here: they never change with the language.
import { formatSize } from "../units/size.ts";
import { formatDuration, formatSeconds, type Ns } from "../units/duration.ts";

export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Language of a POSIX locale such as "es_MX.UTF-8"; English for all that is not Spanish. */
export function languageOfLocale(locale: string | undefined): Language {
  return locale !== undefined && /^es(?:$|[_.@-])/i.test(locale) ? "es" : "en";
}

const english = {
  // Replies and log lines. `thread` counts from 1; texts come escaped.
  ranOnThread: (thread: number, waitNs: Ns, serviceNs: Ns) =>
    `(thread ${thread}, waited ${formatSeconds(waitNs)} s, worked ${formatSeconds(serviceNs)} s)`,
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
  emptyId: () => '"id" is empty',
  idTooLong: (length: number, limit: number) => `"id" has ${length} characters (limit ${limit})`,
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

  // The client.
  cannotConnect: (address: string, reason: string) =>
    `no connection to ${address} (${reason}): is the server running? bun run server`,
  connectionLost: (address: string) => `${address} closed the connection before it replied`,
  replyTimedOut: (address: string, limitNs: Ns) =>
    `${address} did not reply within ${formatDuration(limitNs)}: it may be busy; --timeout gives it longer`,
  unreadableReply: (address: string, reply: string) =>
    `${address} replied with something that is not a reply: ${reply}`,
};

/** Functions from facts to one line of text, without a newline. */
export type Messages = typeof english;

/** Spanish writes 3,001 where English writes 3.001. */
const comma = (text: string): string => text.replace(".", ",");
const segundos = (durationNs: Ns): string => comma(formatSeconds(durationNs));
const duracion = (durationNs: Ns): string => comma(formatDuration(durationNs));
const tamano = (bytes: number): string => comma(formatSize(bytes));

const spanish: Messages = {
  ranOnThread: (thread, waitNs, serviceNs) =>
    `(hilo ${thread}, esperó ${segundos(waitNs)} s, trabajó ${segundos(serviceNs)} s)`,
  taskStarted: (thread, task, waitNs) =>
    `hilo ${thread} ▶ "${task}" (esperó ${segundos(waitNs)} s)`,
  taskEnded: (thread, task, serviceNs) =>
    `hilo ${thread} ■ "${task}" (trabajó ${segundos(serviceNs)} s)`,
  taskEndedBadly: (thread, task, reason) => `hilo ${thread} ✗ "${task}" (${reason})`,
  taskRefused: (task, code, reason) => `✗ "${task}" (${code}: ${reason})`,
  logLinesDropped: (count) =>
    `… se omitieron ${count} líneas del registro: quien las lee es demasiado lento`,

  queueFull: (waiting, limit) => `hay ${waiting} tareas en espera (límite ${limit})`,
  tooManyConnections: (limit) => `hay ${limit} conexiones abiertas (límite ${limit})`,
  lineTooLong: (limitBytes) => `la línea supera el límite de ${tamano(limitBytes)}`,
  lineTimedOut: (limitNs) => `la línea no terminó en ${duracion(limitNs)}`,
  badUtf8: () => "la línea no es UTF-8",
  badJson: (reason) => `la línea empieza con { pero no es un objeto JSON: ${reason}`,
  emptyTask: () => "la tarea está vacía",
  missingTask: () => 'falta "task" (un texto)',
  notText: (field) => `"${field}" no es un texto`,
  emptyId: () => '"id" está vacío',
  idTooLong: (length, limit) => `"id" tiene ${length} caracteres (límite ${limit})`,
  bytesAfterCut: () =>
    "llegaron bytes tras una pausa que ya había terminado la tarea: termine cada tarea con un salto de línea",
  idConflict: (id) => `el id "${id}" ya está en curso con otro texto`,
  taskThrew: (reason) => `la tarea falló: ${reason}`,
  threadEnded: (exitCode) =>
    exitCode === null
      ? "la tarea terminó su hilo"
      : `la tarea terminó su hilo (código de salida ${exitCode})`,
  resultNotSendable: (reason) => `el resultado de la tarea no se puede enviar: ${reason}`,
  shuttingDown: () => "el servidor se está deteniendo",

  listening: (address, threads, work) =>
    `escuchando en ${address}: ${threads} ${threads === 1 ? "hilo" : "hilos"}, ${work}`,
  workOfService: (service, kind) =>
    kind === "sleep" ? `${service} por tarea` : `${service} por tarea (${kind})`,
  workOfModule: (file) => `las tareas ejecutan ${file}`,
  draining: (running, waiting, limitNs) =>
    `deteniéndose: ${running} tareas en curso y ${waiting} en espera tienen ${duracion(limitNs)} (una segunda señal termina de inmediato)`,
  stopped: (done) => `detenido: ${done} tareas hechas`,
  portInUse: (address) =>
    `${address} está en uso: ¿hay otro servidor en marcha? Elija otro con --port, o --port 0 para uno libre`,
  cannotListen: (address, reason) => `no se puede escuchar en ${address}: ${reason}`,

  cannotConnect: (address, reason) =>
    `sin conexión con ${address} (${reason}): ¿está en marcha el servidor? bun run server`,
  connectionLost: (address) => `${address} cerró la conexión antes de responder`,
  replyTimedOut: (address, limitNs) =>
    `${address} no respondió en ${duracion(limitNs)}: quizá esté ocupado; --timeout le da más tiempo`,
  unreadableReply: (address, reply) =>
    `${address} respondió con algo que no es una respuesta: ${reply}`,
};

const messagesByLanguage: Readonly<Record<Language, Messages>> = { en: english, es: spanish };

export function messagesFor(language: Language): Messages {
  return messagesByLanguage[language];
}
