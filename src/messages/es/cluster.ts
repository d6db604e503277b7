// What people read from `bun run cluster`, in Spanish.
import { counted } from "../../units/counted.ts";
import { spanishNumber } from "../../units/spanish-number.ts";
import { type ClusterMessages, type MemberState, seconds } from "../en/cluster.ts";

const statesInSpanish: Readonly<Record<MemberState, string>> = {
  starting: "arrancando",
  up: "en marcha",
  waiting: "en espera",
  draining: "vaciándose",
  stopping: "deteniéndose",
  stopped: "detenido",
};

const segundos = (ms: number): string => spanishNumber(seconds(ms));
const hilos = (count: number): string => counted(count, "hilo");

export const spanish: ClusterMessages = {
  columns: () => ["nombre", "estado", "dirección", "admin", "pid", ""],
  state: (state) => statesInSpanish[state],
  restarts: (count) => `reiniciado ${count === 1 ? "una vez" : `${count} veces`}`,
  threads: (count) => hilos(count),
  existing: () => "ya existía (--use)",

  starting: (names) => `arrancando ${names.join(", ")}`,
  ready: (name, ms) => `${name} está listo (${segundos(ms)} s)`,
  listening: (address, workers, threads, service) =>
    `escuchando en ${spanish.address(address, workers, threads)}, ${service}`,
  address: (address, workers, threads) =>
    `${address}: ${counted(workers, "trabajador", "trabajadores")} × ${hilos(threads)} = ${workers * threads} tareas a la vez`,
  up: (ms) => `en marcha en ${segundos(ms)} s`,
  howToTry: (port) =>
    `conéctese con: bun run client ${port === 65432 ? "" : `--port ${port} `}"tarea"`,
  howToControl: (folder) =>
    `actúe sobre él con: bun run cluster status | scale workers=5 | kill worker 2 | drain entry 1 | down${folder === null ? "" : ` --dir ${folder}`}`,
  folder: (folder, isKept) =>
    isKept
      ? `los datos están en ${folder}, y ahí quedan`
      : `los datos están en ${folder} hasta el final`,
  goingDown: () => "deteniéndose (una segunda señal mata todo de inmediato)",
  down: (ms) => `detenido en ${segundos(ms)} s`,
  killedAll: () => "se mató todo",
  leftovers: (processes) =>
    `aquí se mató un clúster anterior: se terminaron ${counted(processes, "proceso")} que dejó`,

  died: (name, reason, delayMs) =>
    `${name} terminó por sí solo (${reason}): se arranca de nuevo en ${segundos(delayMs)} s`,
  startFailed: (name, reason, delayMs) =>
    `${name} no arrancó (${reason}): nuevo intento en ${segundos(delayMs)} s`,
  notReadyInTime: (limitMs) => `no estuvo listo en ${segundos(limitMs)} s`,
  exitCode: (code) => `código de salida ${code}`,
  killing: (name) => `matando ${name} (SIGKILL): se arrancará de nuevo`,
  draining: (name) => `vaciando ${name}: sin conexiones nuevas, las tareas en curso se responden`,
  drained: (name) => `${name} está vacío y ha terminado`,
  stoppedLate: (name, limitMs) => `${name} no terminó en ${segundos(limitMs)} s: se mató`,
  scaling: (kind, from, to) => `${kind}: de ${from} a ${to}`,
  scaled: (kind, count) => `${kind}: ${count} en marcha`,

  cannotStart: (name, reason) => `${name} no arrancó: ${reason}`,
  portInUse: (address) =>
    `${address} está en uso: ¿hay otro clúster o servidor en marcha? Elija otro con --port, o --port 0 para uno libre`,
  runsAlready: (folder, pid) => `ya hay un clúster en marcha en ${folder} (proceso ${pid})`,
  noCluster: () => "no hay ningún clúster suyo en marcha: arranque uno con bun run cluster",
  folderTooLong: (folder, limit) =>
    `la ruta de la carpeta es demasiado larga para sockets Unix: ${Buffer.byteLength(folder)} bytes (límite ${limit}): ${folder}`,
  noClusterIn: (folder) => `no hay ningún clúster en marcha en ${folder}`,
  severalRun: (folders) =>
    `este es el más nuevo de ${folders.length + 1} en marcha; elija otro con --dir: ${folders.join(", ")}`,
  noMember: (name, names) => `aquí no hay ${name}; hay ${names.join(", ")}`,
  notOurs: (name) => `${name} ya existía (--use): no nos toca matarlo`,
  onlyEntriesDrain: (name) => `${name} no es un servidor de entrada: solo esos se vacían`,
  lastEntry: () => "es el último servidor de entrada: sin él no se atiende a nadie",
  notUpYet: () => "todavía no está en marcha",
  goingDownAlready: () => "se está deteniendo",
  lost: () => "el clúster terminó antes de responder",
  missing: (programs, packages) =>
    `aquí falta: ${programs.join(", ")}; ${spanish.install(packages)}`,
  install: (packages) =>
    `en Debian: apt-get install --no-install-recommends ${packages.join(" ")} (o scripts/install-services)`,
  missingProgram: (packageName) => `falta: paquete ${packageName}`,
};
