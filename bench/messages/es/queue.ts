// `bun bench queue`: its report and what the terminal shows, in Spanish.
import type { QueueTexts } from "../en/queue.ts";

export const spanish: QueueTexts = {
  problems: {
    exists: (queue) =>
      `la cola "${queue}" ya existe: indique otra, porque la medición borra su cola al final`,
    unreachable: (broker, reason) => `no hay conexión con ${broker} (${reason})`,
    notDeleted: (queue) =>
      `advertencia: no se pudo borrar la cola "${queue}": el broker ya no está`,
  },
  title: (label, broker) =>
    `${label === "" ? "El broker solo" : `El broker solo, ${label}`}: ${broker}`,
  phase: "fase",
  sending: "envío",
  receiving: "recepción",
  min: "mín.",
  median: "mediana",
  percentile: (percentile) => `p${percentile}`,
  messages: "mensajes",
  sendingRate: (rate) => `tasa media de envío: ${rate} mensajes/s`,
  receivingRate: (rate) => `tasa media de recepción: ${rate} mensajes/s`,
  latencies: (what, times) => `latencia mín./mediana/p75/p95/p99 (${what}): ${times} µs`,
  counts: (intended, sent, received) =>
    `previstos ${intended}, enviados ${sent}, recibidos ${received}`,
  described: (title, description) => `${title}: ${description}`,
  timed: (text, what) => `${text}; se mide ${what}`,
  phases: {
    publish: {
      title: "publicar + confirmar",
      latency: "publicación → confirmación",
      description: "tantos mensajes sin confirmar como permite la ventana",
    },
    consume: {
      title: "consumir + aceptar",
      latency: "",
      description: "toma y acepta lo que se publicó; la ventana es el prefetch",
    },
    through: {
      title: "publicar + confirmar + consumir + aceptar",
      latency: "publicación → consumidor",
      description: "ambas cosas a la vez, como PerfTest: tantos en curso como permite la ventana",
    },
    "round-trip": {
      title: "ida y vuelta, de a una ventana",
      latency: "publicación → respuesta",
      description:
        "publicar, confirmar, consumir, responder, aceptar: tantos en curso como permite la ventana",
    },
    "one-at-a-time": {
      title: "ida y vuelta, de a uno",
      latency: "publicación → respuesta",
      description: "publica el mensaje siguiente cuando llegó la respuesta al anterior",
    },
    steady: {
      title: "tasa constante",
      latency: "comienzo previsto → consumidor",
      description: "carga abierta: publica según el reloj, haga lo que haga el broker",
    },
  },
  explained: (size, publishers, window) =>
    `En una cola quorum propia, que se borra al final. Los mensajes son persistentes, de ${size}; ${publishers}, cada uno con una ventana de ${window}, que es también el prefetch del consumidor. Los publicadores y el consumidor comparten un proceso y su reloj.`,
  publishers: (count) => `${count} publicador${count === 1 ? "" : "es"}`,
  command: "Comando: ",
  begun: (time) => `Comienzo: ${time}`,
  machine: (cores, memory, kernel) => `Máquina: ${cores}, ${memory}, ${kernel}`,
  allFigures: "Todas las cifras: ",
  failed: "FALLÓ",
  stopped: "La medición se detuvo antes de terminar.",
  lost: (broker, reason) => `se perdió la conexión con ${broker}: ${reason}`,
  late: (phase, lag, limit) =>
    `${phase}: hubo mensajes publicados con hasta ${lag} de atraso (p99; límite ${limit}): el límite fue el publicador`,
  neverPublished: (phase, count) =>
    `${phase}: ${count} mensajes nunca se publicaron, porque había demasiados sin confirmar`,
};
