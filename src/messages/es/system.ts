// What people read from the server, the worker and the client, in Spanish.
import { counted } from "../../units/count.ts";
import { formatSize } from "../../units/size.ts";
import { formatDuration, formatSeconds, type Ns } from "../../units/duration.ts";
import { spanishNumber } from "../../units/text.ts";
import type { Messages } from "../en/system.ts";
import { withoutKind } from "../worker-name.ts";

const segundos = (durationNs: Ns): string => spanishNumber(formatSeconds(durationNs));
const duracion = (durationNs: Ns): string => spanishNumber(formatDuration(durationNs));
const tamano = (bytes: number): string => spanishNumber(formatSize(bytes));

/** The wire's word stays beside the translation: people search for it. */
const ESTADOS: ReadonlyMap<string, string> = new Map([
  ["running", "en curso"],
  ["done", "terminada"],
  ["failed", "fallida, se reintenta"],
  ["dead", "fallida, sin más intentos"],
]);

function estado(status: string): string {
  const palabra = ESTADOS.get(status);
  return palabra === undefined ? status : `${palabra} (${status})`;
}

export const spanish: Messages = {
  language: "es",

  of: (text) => text.es,

  ranOnThread: (thread, waitNs, serviceNs, worker) =>
    `(${worker === undefined ? "" : `worker ${withoutKind(worker)} `}hilo ${thread}, esperó ${segundos(waitNs)} s, trabajó ${segundos(serviceNs)} s)`,
  taskStarted: (thread, task, waitNs) =>
    `hilo ${thread} ▶ "${task}" (esperó ${segundos(waitNs)} s)`,
  taskEnded: (thread, task, serviceNs) =>
    `hilo ${thread} ■ "${task}" (trabajó ${segundos(serviceNs)} s)`,
  taskEndedBadly: (thread, task, reason) => `hilo ${thread} ✗ "${task}" (${reason})`,
  taskRefused: (task, code, reason) => `✗ "${task}" (${code}: ${reason})`,
  logLinesDropped: (count) =>
    `… ${counted(count, "línea del registro omitida", "líneas del registro omitidas")}: la salida estándar se lee demasiado lento`,

  queueFull: (waiting, limit) => `hay ${counted(waiting, "tarea")} en espera (límite: ${limit})`,
  tooManyConnections: (limit) =>
    `hay ${counted(limit, "conexión abierta", "conexiones abiertas")} (límite: ${limit})`,
  lineTooLong: (limitBytes) => `la línea supera el límite de ${tamano(limitBytes)}`,
  lineTimedOut: (limitNs) => `la línea no terminó en ${duracion(limitNs)}`,
  repliesNotRead: (limitNs) => `el cliente no leyó sus respuestas en ${duracion(limitNs)}`,
  badUtf8: () => "la línea no es UTF-8",
  badJson: (reason) => `la línea empieza con { pero no es un objeto JSON: ${reason}`,
  emptyTask: () => "la tarea está vacía",
  missingTask: () => 'falta: "task" (un texto)',
  notText: (field) => `"${field}" no es un texto`,
  emptyId: (field) => `"${field}" está vacío`,
  idTooLong: (field, length, limit) => `"${field}" tiene ${length} caracteres (límite: ${limit})`,
  getIsAlone: () => '"get" pide un registro: no se combina con "task" ni con "id"',
  unknownId: (id) => `ninguna tarea tiene el id "${id}"`,
  bytesAfterCut: () =>
    "llegaron bytes tras una pausa que ya había terminado la tarea: termine cada tarea con un salto de línea",
  idConflict: (id) => `ya hay una tarea en curso con el id "${id}" y otro texto`,
  taskThrew: (reason) => `la tarea falló: ${reason}`,
  taskTimedOut: (limitNs) => `la tarea duró más de ${duracion(limitNs)}; se terminó su hilo`,
  threadEnded: (exitCode) =>
    exitCode === null
      ? "la tarea terminó su hilo"
      : `la tarea terminó su hilo (código de salida ${exitCode})`,
  resultNotSendable: (reason) => `el resultado de la tarea no se puede enviar: ${reason}`,
  resultTooLong: (bytes, limit) =>
    `el resultado está guardado, pero es demasiado largo para enviarlo: ${bytes} bytes (límite ${limit})`,
  shuttingDown: () => "el servidor se está deteniendo",

  idKnown: (id) => `el id "${id}" pertenece a una tarea con otro texto`,
  tasksInHand: (count, limit) => `hay ${counted(count, "tarea")} en curso (límite: ${limit})`,
  resultUnknown: () => "la tarea terminó y no se conoce su resultado",
  resultLost: (reason) => `la tarea se hizo, pero su resultado se perdió: ${reason}`,
  storageUnavailable: (reason) => `no se puede acceder al almacén: ${reason}`,
  brokerUnavailable: (reason) => `el broker no aceptó la tarea: ${reason}`,
  replyLate: (limitNs) =>
    `ningún worker respondió en ${duracion(limitNs)}: la tarea sigue en curso, pregunte de nuevo con su id`,
  stoppedWaiting: () =>
    "el servidor se está deteniendo: la tarea sigue en curso, pregunte de nuevo con su id",

  proxyHeaderMissing: (balancer) =>
    `el balanceador ${balancer} no envió la cabecera PROXY: ¿tiene send-proxy?`,
  proxyHeaderMalformed: (balancer) =>
    `el balanceador ${balancer} envió una cabecera PROXY inválida`,
  proxyHeaderTooLong: (balancer, v1Bytes, v2Bytes) =>
    `el balanceador ${balancer} envió una cabecera PROXY que supera el límite (v1 ${tamano(v1Bytes)}, v2 ${tamano(v2Bytes)})`,
  proxyHeaderCutShort: (balancer) =>
    `el balanceador ${balancer} cerró la conexión en medio de su cabecera PROXY`,
  proxyHeaderTimedOut: (balancer, limitNs) =>
    `el balanceador ${balancer} no envió una cabecera PROXY completa en ${duracion(limitNs)}`,

  listening: (address, threads, work) =>
    `escuchando en ${address}: ${threads} ${threads === 1 ? "hilo" : "hilos"}, ${work}`,
  workOfService: (service, kind) =>
    kind === "sleep" ? `${service} por tarea` : `${service} por tarea (${kind})`,
  workOfModule: (file) => `las tareas ejecutan ${file}`,
  draining: (running, waiting, limitNs) =>
    `deteniéndose: ${running} tareas en curso y ${waiting} en espera, con ${duracion(limitNs)} para terminar (una segunda señal detiene de inmediato)`,
  stopped: (done) => `detenido: ${counted(done, "tarea terminada", "tareas terminadas")}`,
  portInUse: (address) =>
    `${address} está en uso: ¿hay otro servidor en marcha? Elija otro con --port, o --port 0 para uno libre`,
  cannotListen: (address, reason) => `no se puede escuchar en ${address}: ${reason}`,

  dashboard: (url, canSend) =>
    canSend ? `página en vivo: ${url}` : `página en vivo, de solo lectura: ${url}`,
  dashboardPortInUse: (address, flag) =>
    `${address} está en uso: elija otro puerto para la página en vivo con ${flag}, o 0 para uno libre`,

  entryListening: (name, address, queue) =>
    `${name}: escuchando en ${address}, las tareas van a la cola "${queue}"`,
  workerReady: (name, threads, queue, work) =>
    `${name}: ${threads} ${threads === 1 ? "hilo toma" : "hilos toman"} tareas de la cola "${queue}", ${work}`,
  notReadyYet: (reason) => `todavía no está listo, nuevo intento: ${reason}`,
  brokerLost: () => "no se puede acceder al broker",
  brokerBack: () => "otra vez se puede acceder al broker",
  storageLost: (reason) => `no se puede acceder al almacén: ${reason}`,
  storageBack: () => "otra vez se puede acceder al almacén",
  taskComesAgain: (task, attempt, limit, delayNs) =>
    `"${task}" se reintenta en ${duracion(delayNs)}: intento ${attempt} de ${limit}`,
  leaseLost: (id) => `otro worker se hizo cargo de la tarea "${id}"`,
  blobsSwept: (count, bytes) => `borrados ${counted(count, "objeto")} sin fila (${tamano(bytes)})`,
  entryDraining: (inHand, limitNs) =>
    `deteniéndose: ${counted(inHand, "tarea")} en curso, con ${duracion(limitNs)} para terminar (una segunda señal detiene de inmediato)`,

  cannotConnect: (address, reason) =>
    `sin conexión con ${address} (${reason}): ¿está en marcha el servidor? bun run server`,
  connectionLost: (address) => `${address} cerró la conexión antes de responder`,
  replyTimedOut: (address, limitNs) =>
    `${address} no respondió en ${duracion(limitNs)}: quizá esté ocupado; --timeout fija un límite mayor`,
  unreadableReply: (address, reply) => `${address} envió una respuesta inválida: ${reply}`,
  replyTooLong: (address, limitBytes) =>
    `${address} envió más de ${tamano(limitBytes)} sin terminar la respuesta`,
  retrying: (reason, delayNs) => `${reason}; se pregunta otra vez en ${duracion(delayNs)}`,

  recordTask: (id, task) => `tarea      ${id}: ${task}`,
  recordStatus: (status, attempts) => `estado     ${estado(status)}, intento ${attempts}`,
  recordAccepted: (at, entry, client) =>
    `aceptada   ${at} por ${entry}${client === null ? "" : `, de ${client}`}`,
  recordStarted: (at, worker, thread) =>
    `comenzada  ${at ?? "—"} en el worker ${withoutKind(worker)}${thread === null ? "" : `, hilo ${thread}`}`,
  recordFinished: (at, serviceNs) =>
    `terminada  ${at}${serviceNs === null ? "" : `, trabajó ${segundos(serviceNs)} s`}`,
  recordResult: (result) => `resultado  ${result}`,
  recordError: (code, reason) => `error      ${code}: ${reason}`,
  notDone: (id, status, attempts) =>
    `la tarea "${id}" no tiene resultado: su estado es ${estado(status)}, intento ${attempts}`,

  brokerUnconnected: (shown, limit, reason) => `sin conexión con ${shown} en ${limit} (${reason})`,
  brokerRefuses: (shown, reason) => `${shown} rechaza la conexión: ${reason}`,
  brokerClosed: () => "la conexión con el broker se cerró",
  brokerConnectionClosed: (shown) => `la conexión con ${shown} se cerró`,
  brokerNoQueue: (shown, queue, reason) =>
    `${shown} no tiene ninguna cola para "${queue}" (${reason})`,
  brokerTooLong: (bytes, limit) =>
    `un mensaje de ${bytes} bytes es demasiado largo (límite: ${limit})`,
  brokerRefusedMessage: (shown, reason) => `${shown} rechazó un mensaje (${reason})`,
  brokerUnconfirmed: (shown, limit, isReachable) =>
    `sin confirmación en ${limit}: ${shown} ${isReachable ? "no responde" : "no está accesible o no acepta mensajes"}`,
  noAnswer: () => "sin respuesta",
  noAnswerInTime: () => "sin respuesta a tiempo",
  noAnswerWithin: (limitMs) => `sin respuesta en ${limitMs} ms`,
  noBlobStore: (key) => `el resultado es el objeto ${key}, y falta --blobs`,
  blobMissing: (key) => `el objeto ${key} no existe`,
  blobSize: (key, bytes, expected) =>
    `el objeto ${key} tiene ${bytes} bytes en lugar de ${expected}`,
  blobHash: (key, found, expected) =>
    `el objeto ${key} tiene el SHA-256 ${found} en lugar de ${expected}`,
  storeClosed: () => "el almacén está cerrado",
  storeBusy: (waiting, limit) =>
    `hay ${counted(waiting, "llamada")} en espera del almacén (límite: ${limit})`,
  badKey: (key) => `${key} no es una clave válida de un objeto`,
  noSizeAndTime: (key) => `el servidor lista ${key} sin tamaño ni hora`,
  unknownCode: (code) => `la fila tiene un código de error desconocido: "${code}"`,
  unknownStatus: (status) => `la fila tiene un estado desconocido: "${status}"`,
};
