// What people read from `bun run cluster`, in Spanish.
import { counted } from "../../units/count.ts";
import { spanishNumber } from "../../units/text.ts";
import { type ClusterMessages, type MemberState, type ScaledKind, seconds } from "../en/cluster.ts";

const statesInSpanish: Readonly<Record<MemberState, string>> = {
  starting: "arrancando",
  up: "activo",
  waiting: "caído",
  draining: "vaciándose",
  stopping: "deteniéndose",
  stopped: "detenido",
};

const kindsInSpanish: Readonly<Record<ScaledKind, string>> = {
  entry: "servidores de entrada",
  worker: "workers",
};

const segundos = (ms: number): string => spanishNumber(seconds(ms));
const hilos = (count: number): string => counted(count, "hilo");

export const spanish: ClusterMessages = {
  of: (text) => text.es,

  columns: () => ["nombre", "estado", "pid", "admin", "dirección", ""],
  state: (state) => statesInSpanish[state],
  restarts: (count) => counted(count, "reinicio"),
  threads: (count) => hilos(count),
  existing: () => "no se arrancó aquí (--use)",

  ready: (name, ms) => `${name} está listo (${segundos(ms)} s)`,
  listening: (address, workers, threads, service) =>
    `escuchando en ${spanish.address(address, workers, threads)}, ${service}`,
  address: (address, workers, threads) =>
    `${address}: ${counted(workers, "worker")} × ${hilos(threads)} = ${workers * threads} tareas a la vez`,
  up: (ms) => `activo en ${segundos(ms)} s`,
  howToTry: (port) => `pruébelo: bun run client ${port === 65432 ? "" : `--port ${port} `}"tarea"`,
  howToControl: (folder) =>
    `contrólelo: bun run cluster status | scale workers=5 | kill worker 2 | drain entry 1 | down${folder === null ? "" : ` --dir ${folder}`}`,
  folder: (folder, isKept) =>
    isKept ? `datos en ${folder}, se conservan al final` : `datos en ${folder}, se borran al final`,
  goingDown: () => "deteniendo todos los miembros (una segunda señal los mata de inmediato)",
  down: (ms) => `detenido en ${segundos(ms)} s`,
  killedAll: () => "se mataron todos los miembros",
  leftovers: (processes) =>
    `aquí se mató un clúster anterior: se terminaron ${counted(processes, "proceso")} que había dejado en marcha`,

  died: (name, reason, delayMs) =>
    `${name} terminó de forma inesperada (${reason}): se reinicia en ${segundos(delayMs)} s`,
  startFailed: (name, reason, delayMs) =>
    `${name} no arrancó (${reason}): nuevo intento en ${segundos(delayMs)} s`,
  notReadyInTime: (limitMs) => `no estuvo listo en ${segundos(limitMs)} s`,
  exitCode: (code) => `código de salida ${code}`,
  killing: (name) => `matando ${name} (SIGKILL): se reiniciará`,
  draining: (name) => `vaciando ${name}: sin conexiones nuevas, las tareas en curso se responden`,
  drained: (name) => `${name} está vacío y se detuvo`,
  stoppedLate: (name, limitMs) => `${name} no se detuvo en ${segundos(limitMs)} s: se mató`,
  scaling: (kind, from, to) => `${kindsInSpanish[kind]}: de ${from} a ${to}`,
  scaled: (kind, count) => `${kindsInSpanish[kind]}: ${count} en marcha`,

  cannotStart: (name, reason) => `${name} no arrancó: ${reason}`,
  portInUse: (address) =>
    `${address} está en uso: ¿hay otro clúster o servidor en marcha? Elija otro con --port, o --port 0 para uno libre`,
  runsAlready: (folder, pid) => `ya hay un clúster en marcha en ${folder} (proceso ${pid})`,
  noCluster: () => "no hay ningún clúster suyo en marcha: arranque uno con bun run cluster",
  folderTooLong: (folder, limit) =>
    `la ruta de la carpeta es demasiado larga para sus sockets Unix: ${Buffer.byteLength(folder)} bytes (límite: ${limit}): ${folder}`,
  notYourFolder: (path) => `${path} no es una carpeta suya`,
  linuxOnly: () => "un clúster necesita Linux: aquí no hay /proc",
  noClusterIn: (folder) => `no hay ningún clúster en marcha en ${folder}`,
  severalRun: (folders) =>
    `hay ${folders.length + 1} clústeres en marcha, este es el más nuevo; elija otro con --dir: ${folders.join(", ")}`,
  noMember: (name, names) => `no hay ningún ${name}; los miembros son ${names.join(", ")}`,
  notOurs: (name) => `${name} no fue arrancado por este clúster (--use): no se lo puede matar`,
  onlyEntriesDrain: (name) =>
    `${name} no es un servidor de entrada: solo se vacían servidores de entrada`,
  lastEntry: () => "es el último servidor de entrada: sin él no se atiende a ningún cliente",
  notUpYet: () => "todavía no está activo",
  goingDownAlready: () => "el clúster se está deteniendo",
  lost: () => "el clúster terminó antes de responder",
  unreadable: () =>
    "la respuesta del clúster no se puede leer: contrólelo con la versión de este programa que lo arrancó",
  missing: (programs, packages) =>
    `faltan programas: ${programs.join(", ")}; ${spanish.install(packages)}`,
  install: (packages) =>
    `en Debian: apt-get install --no-install-recommends ${packages.join(" ")} (o scripts/install-services)`,
  missingProgram: (packageName) => `falta: paquete ${packageName}`,

  endedEarly: (name, how) => `${name} terminó antes de estar listo (${how})`,
  notReady: (name) => `${name} no estuvo listo a tiempo`,
  commandFailed: (name, how) => `${name} falló (${how})`,
  notDoneInTime: () => "no terminó a tiempo",
  cannotRun: (name, command) => `${name}: no se puede ejecutar ${command}`,
  haproxySays: (answer) => `haproxy: ${answer}`,
  haproxySilent: (path) => `haproxy no responde en ${path}`,
  haproxyUnchanged: () => "haproxy no cargó a tiempo su configuración nueva",
  haproxyLacks: (name) => `las estadísticas de haproxy no tienen ${name}`,
  noEntry: (name) => `no hay ningún servidor de entrada ${name}`,
  cannotRead: (path) => `no se puede leer ${path}`,
  damaged: (path) => `${path} está dañado: use una carpeta nueva`,
  lacksKey: (path, key) => `${path} no tiene ${key}: use una carpeta nueva`,
  noPostgres: (folder) => `no hay PostgreSQL en ${folder}`,
  otherCeph: (folder) =>
    `${folder} contiene otra instancia de Ceph; una en memoria necesita una carpeta nueva`,
  cephPortTaken: (port) =>
    `el puerto ${port}, que esta instancia de Ceph debe usar otra vez, está ocupado`,
};
