// What people read from the server, the worker and the client, in Spanish.
import { formatSize } from "../../units/size.ts";
import { formatDuration, formatSeconds, type Ns } from "../../units/duration.ts";
import { spanishNumber } from "../../units/spanish-number.ts";
import type { Messages } from "../en/system.ts";
import { withoutKind } from "../worker-name.ts";

const segundos = (durationNs: Ns): string => spanishNumber(formatSeconds(durationNs));
const duracion = (durationNs: Ns): string => spanishNumber(formatDuration(durationNs));
const tamano = (bytes: number): string => spanishNumber(formatSize(bytes));

export const spanish: Messages = {
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
