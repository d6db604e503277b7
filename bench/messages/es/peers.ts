// `bun bench peers`: its report and what the terminal shows, in Spanish.
import type { PeersTexts } from "../en/peers.ts";

export const spanish: PeersTexts = {
  title: (label) =>
    label === "" ? "Escalera y otras herramientas" : `Escalera y otras herramientas, ${label}`,
  notOver: "SIN TERMINAR",
  stopped: "La medición se detuvo antes de terminar.",
  explained:
    "En cada ronda, cada participante tiene un turno, en un orden que sale de la semilla. Antes de la primera ronda hay un turno corto de calentamiento de cada uno, que no se conserva. La tabla muestra medianas de las rondas. Una razón es la cifra de Escalera dividida por la del otro en la misma ronda: la mediana, y la menor y la mayor de todas las rondas.",
  command: "Comando: ",
  begun: (time, seed) => `Comienzo: ${time}, semilla ${seed}`,
  machine: (cores, memory, kernel) =>
    `Máquina: ${cores}, ${memory}, ${kernel}; la comparten generadores y servidores`,
  notMeasured: (reason) => `No se midió: ${reason}.`,
  goal: (asked) => `Meta de Escalera: ${asked}. `,
  goalMeasured: (value) => `Medido: ${value}. `,
  goals: { unknown: "sin medir", reached: "alcanzada", missed: "no alcanzada" },
  atLeastTimes: (factor, peer) => `al menos ${String(factor).replace(".", ",")} × ${peer}`,
  atMost: (figure, value) => `${figure} de ${value} como máximo`,
  contestant: "participante",
  version: "versión",
  rangeOf: (figure) => `${figure}, rango`,
  ratio: "Escalera ÷ el otro",
  rounds: "rondas",
  round: (round, rounds) => `ronda ${round}/${rounds}`,
  tookNoPart: (name, reason) => `${name} no participó: ${reason}`,
  turns: (count) => `${count} turno${count === 1 ? "" : "s"}`,
  failed: (name, turns, round, failure) =>
    `${name} falló en ${turns}, por primera vez en la ronda ${round}: ${failure}`,
  doubted: (name, turns, round, doubt) =>
    `${name}: en ${turns} nuestro generador declaró inválida su propia medición; las cifras se conservan de todos modos. Por primera vez en la ronda ${round}: ${doubt}`,
  hadFailures: (name, turns) =>
    `${name} tuvo solicitudes fallidas en ${turns}: su tasa cuenta solo las correctas`,
  notInstalled: (name, remedy) => `${name} no está instalado: ${remedy}`,
  interrupted: "interrumpido",
  failures: {
    serverGone: (reason) => `el servidor ya no está: ${reason}`,
    serverEnded: (exitCode, words) =>
      `terminó inesperadamente con el código ${exitCode}${words === "" ? "" : `: ${words}`}`,
    serverNotUp: (reason) => `el servidor no arrancó: ${reason}`,
    serverNotUpWithin: (seconds) => `el servidor no empezó a escuchar en ${seconds} s`,
    noFreePort: (min, max) => `no hay ningún puerto libre entre ${min} y ${max}`,
    endedWith: (exitCode, words) => `terminó con el código ${exitCode}: ${words}`,
    notEndedWithin: (program, duration, words) =>
      `${program} no terminó en ${duration}${words === "" ? "" : `: ${words}`}`,
    noVersion: (command) => `${command} no informa su versión`,
    noResult: "la corrida no tiene resultado",
    noOkReply: (first) =>
      `ninguna solicitud tuvo una respuesta correcta${first === "" ? "" : `: ${first}`}`,
    onlySomeOk: (ok, clients) => `${ok} de ${clients} clientes tuvieron una respuesta correcta`,
    noGoodReply: (failed) => `ninguna solicitud tuvo una respuesta correcta, fallaron ${failed}`,
    printedNothing: "no imprimió nada",
    notUnderstood: (printed) => `no se entiende su salida: "${printed}"`,
  },
  figures: {
    okPerSec: "solicitudes/s",
    requestsOk: "correctas",
    requestsFailed: "fallidas",
    responseP50Ns: "p50",
    responseP99Ns: "p99",
    scheduleLagP50Ns: "atraso del envío, p50",
    scheduleLagP99Ns: "atraso del envío, p99",
    openNs: "tiempo de apertura",
    overIdealNs: "sobre el ideal",
    generatorCpuShare: "núcleos del generador",
    generatorMemoryMaxBytes: "memoria del generador",
    serverCpuShare: "núcleos del servidor",
    serverMemoryMaxBytes: "memoria del servidor",
  },
  contests: {
    redis: {
      title: "PING a redis-server: carga cerrada, 50 conexiones",
      description:
        "Cada conexión envía el PING siguiente cuando le responden el anterior: uno en curso en cada conexión, un solo generador. El bucle mínimo es el techo de un generador en Bun: casi no verifica ni registra nada.",
    },
    http: {
      title: "HTTP/1.1 keep-alive a nginx: carga cerrada, 32 conexiones",
      description:
        "Un archivo de 577 bytes, un hilo de cada generador, una solicitud en curso en cada conexión. h2load no informa percentiles; los de autocannon son milisegundos enteros.",
    },
    open: {
      title: "Carga abierta: 1000 PING por segundo a redis-server, 50 conexiones",
      description:
        "Con cuánto atraso salieron las solicitudes respecto de su calendario. Ninguna de las otras herramientas tiene un calendario que se pueda comparar.",
    },
    connections: {
      title:
        "Carga abierta: 10\u00A0000 PING por segundo a redis-server, en 10\u00A0000 conexiones",
      description:
        "Cuánto tarda un generador en abrir las conexiones, y su memoria mientras cada una lleva una solicitud por segundo. El tiempo va desde que arranca el comando hasta su primera solicitud, de modo que incluye el arranque del proceso del generador.",
    },
    "servers-kept": {
      title: "Servidores de tareas, tareas que no tardan nada: 10 conexiones permanentes",
      description:
        "Qué cuesta una tarea aparte de su trabajo: carga cerrada, una tarea en curso en cada conexión. El servidor en Python ocupa un hilo por conexión mientras esta dura, así que un cliente número once esperaría para siempre.",
    },
    "servers-kept-100": {
      title: "Servidores de tareas, tareas que no tardan nada: 100 conexiones permanentes",
      description:
        "Como arriba, con diez veces más clientes que hilos. El servidor en Python atiende a diez de ellos, así que no participa.",
    },
    "servers-module": {
      title:
        "Servidores de tareas, una función del usuario que devuelve la tarea: 10 conexiones permanentes",
      description:
        "El texto va a un hilo y vuelve de él. Los otros servidores lo hacen en todas las comparaciones; el nuestro, que repite el texto por sí mismo con sus propios tipos de trabajo, lo hace aquí con `--task`.",
    },
    "servers-each": {
      title: "Servidores de tareas, tareas que no tardan nada: una conexión por tarea, de a 10",
      description:
        "Como en el ejercicio original: conectarse, enviar una tarea, leer la respuesta, cerrar. Carga cerrada.",
    },
    "servers-3s": {
      title: "Servidores de tareas, tareas de 3 s: 100 clientes a la vez",
      description:
        "Una ráfaga de 100 con 10 hilos tiene diez escalones, 30 s en el mejor de los casos. La tabla muestra cuánto después llegó la última respuesta. El calentamiento es una ráfaga de 10.",
    },
  },
};
