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

/** A cluster calls its workers worker-1, worker-2, …: "worker 2" is enough to read. */
const withoutKind = (worker: string): string => worker.replace(/^worker-(?=.)/, "");

const english = {
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

/** Spanish writes 3,001 where English writes 3.001. */
const comma = (text: string): string => text.replace(".", ",");
const segundos = (durationNs: Ns): string => comma(formatSeconds(durationNs));
const duracion = (durationNs: Ns): string => comma(formatDuration(durationNs));
const tamano = (bytes: number): string => comma(formatSize(bytes));

const spanish: Messages = {
  ranOnThread: (thread, waitNs, serviceNs, worker) =>
    `(${worker === undefined ? "" : `worker ${withoutKind(worker)} `}hilo ${thread}, esperó ${segundos(waitNs)} s, trabajó ${segundos(serviceNs)} s)`,
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
  emptyId: (field) => `"${field}" está vacío`,
  idTooLong: (field, length, limit) => `"${field}" tiene ${length} caracteres (límite ${limit})`,
  getIsAlone: () => '"get" pide un registro: no va con "task" ni con "id"',
  unknownId: (id) => `ninguna tarea tiene el id "${id}"`,
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

  idKnown: (id) => `el id "${id}" ya se conoce con otro texto`,
  tasksInHand: (count, limit) => `hay ${count} tareas en curso (límite ${limit})`,
  resultUnknown: () => "la tarea terminó y no se sabe más de ella",
  resultLost: (reason) => `la tarea se hizo, pero su resultado se perdió: ${reason}`,
  storageUnavailable: (reason) => `no se puede acceder al almacén: ${reason}`,
  brokerUnavailable: (reason) => `el broker no aceptó la tarea: ${reason}`,
  replyLate: (limitNs) =>
    `ningún worker respondió en ${duracion(limitNs)}: la tarea sigue, pregunte de nuevo con su id`,
  stoppedWaiting: () =>
    "el servidor se está deteniendo: la tarea sigue, pregunte de nuevo con su id",

  proxyHeaderMissing: (balancer) =>
    `el balanceador ${balancer} no envió la cabecera PROXY: ¿tiene send-proxy?`,
  proxyHeaderMalformed: (balancer) =>
    `el balanceador ${balancer} envió una cabecera PROXY que incumple las reglas`,
  proxyHeaderTooLong: (balancer, v1Bytes, v2Bytes) =>
    `el balanceador ${balancer} envió una cabecera PROXY que supera el límite (v1 ${tamano(v1Bytes)}, v2 ${tamano(v2Bytes)})`,
  proxyHeaderCutShort: (balancer) =>
    `el balanceador ${balancer} cerró la conexión en medio de su cabecera PROXY`,
  proxyHeaderTimedOut: (balancer, limitNs) =>
    `el balanceador ${balancer} no envió una cabecera PROXY entera en ${duracion(limitNs)}`,

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

  dashboard: (url, canSend) =>
    canSend ? `página en vivo: ${url}` : `página en vivo, solo para mirar: ${url}`,
  dashboardPortInUse: (address, flag) =>
    `${address} está en uso: elija otro puerto para la página en vivo con ${flag}, o 0 para uno libre`,

  entryListening: (name, address, queue) =>
    `${name}: escuchando en ${address}, las tareas van a la cola "${queue}"`,
  workerReady: (name, threads, queue, work) =>
    `${name}: ${threads} ${threads === 1 ? "hilo toma" : "hilos toman"} tareas de la cola "${queue}", ${work}`,
  notReadyYet: (reason) => `todavía no está listo, sigo intentándolo: ${reason}`,
  brokerLost: () => "el broker no está disponible",
  brokerBack: () => "el broker está de vuelta",
  storageLost: (reason) => `el almacén no está disponible: ${reason}`,
  storageBack: () => "el almacén está de vuelta",
  taskComesAgain: (task, attempt, limit, delayNs) =>
    `"${task}" vuelve en ${duracion(delayNs)}: intento ${attempt} de ${limit}`,
  leaseLost: (id) => `otro worker se hizo cargo de la tarea "${id}"`,
  blobsSwept: (count, bytes) => `se borraron ${count} objetos sin fila (${tamano(bytes)})`,
  entryDraining: (inHand, limitNs) =>
    `deteniéndose: ${inHand} tareas en curso tienen ${duracion(limitNs)} (una segunda señal termina de inmediato)`,

  cannotConnect: (address, reason) =>
    `sin conexión con ${address} (${reason}): ¿está en marcha el servidor? bun run server`,
  connectionLost: (address) => `${address} cerró la conexión antes de responder`,
  replyTimedOut: (address, limitNs) =>
    `${address} no respondió en ${duracion(limitNs)}: quizá esté ocupado; --timeout le da más tiempo`,
  unreadableReply: (address, reply) =>
    `${address} respondió con algo que no es una respuesta: ${reply}`,
  replyTooLong: (address, limitBytes) =>
    `${address} envió más de ${tamano(limitBytes)} sin terminar la respuesta`,
  askingAgain: (reason, delayNs) => `${reason}; se pregunta otra vez en ${duracion(delayNs)}`,

  recordTask: (id, task) => `tarea      ${id}: ${task}`,
  recordStatus: (status, attempts) => `estado     ${status}, intento ${attempts}`,
  recordAccepted: (at, entry, client) =>
    `aceptada   ${at} por ${entry}${client === null ? "" : `, de ${client}`}`,
  recordStarted: (at, worker, thread) =>
    `comenzada  ${at ?? "—"} en el worker ${withoutKind(worker)}${thread === null ? "" : `, hilo ${thread}`}`,
  recordFinished: (at, serviceNs) =>
    `terminada  ${at}${serviceNs === null ? "" : `, trabajó ${segundos(serviceNs)} s`}`,
  recordResult: (result) => `resultado  ${result}`,
  recordError: (code, reason) => `error      ${code}: ${reason}`,
  notDone: (id, status, attempts) =>
    `la tarea "${id}" no tiene resultado: está ${status}, intento ${attempts}`,
};

const messagesByLanguage: Readonly<Record<Language, Messages>> = { en: english, es: spanish };

export function messagesFor(language: Language): Messages {
  return messagesByLanguage[language];
}
