// The words in the charts of a sweep, and those that all charts share, in Spanish.
import type { ChartTexts } from "../en/charts.ts";

export const spanish: ChartTexts = {
  inUnit: (what, unit) => `${what} (${unit})`,
  range: (from, to) => `de ${from} a ${to}`,
  clients: "clientes concurrentes, n",
  sinceStart: "tiempo desde el inicio",
  makespan: "tiempo total",
  responseTime: "tiempo de respuesta",
  percentile: "percentil",
  completions: "tareas terminadas",
  completionsPerSec: "tareas terminadas por segundo",
  replies: "respuestas",
  measured: "medido",
  ideal: "ideal",
  nothingAnswered: "Nada que mostrar: no se respondió ninguna solicitud.",
  level: {
    failed: "con solicitudes fallidas",
    replaced: "intento anterior, no se juzga",
    answered: "respuestas correctas",
    okOf: (ok, all) => `${ok} de ${all}`,
    withIdeal: (measured, ideal) => `${measured}, ideal ${ideal}`,
    throughput: "rendimiento",
    groups: "grupos",
  },
  staircase: {
    description: (setUp) =>
      `La escalera: tareas terminadas según el tiempo, y tiempo total según los clientes concurrentes; ${setUp}.`,
  },
  throughput: {
    title: "Rendimiento: n / tiempo total",
    description: (setUp) =>
      `Rendimiento según los clientes concurrentes, un diente de sierra con sus picos en los múltiplos de c; ${setUp}.`,
    peak: "pico, en un múltiplo de c",
  },
  residuals: {
    title: "Residuos: tarea terminada − ideal, por escalón",
    description: (title) =>
      `${title}: mediana, p10 a p90 y cada tarea, de todos los niveles, y los límites.`,
    none: "Nada que comparar: ningún nivel tiene todas sus respuestas y un ideal.",
    subtitle: (completions, bounds) => `${completions} de todos los niveles · ${bounds}`,
    bounds: (overhead, step) => `límites: a ≤ ${overhead}, |b| ≤ ${step} por escalón`,
    slack: (overhead, slack) =>
      `${overhead} (${slack} de ellos porque los carriles comparten la máquina)`,
    boxes: "p10 a p90, y mediana",
    points: "cada tarea",
    allowed: "límites",
    steps: "escalón k: el grupo número k de c tareas",
    late: "atraso",
    lateAndAllowed: "atraso, con límites",
    stepNumber: (step) => `escalón ${step}`,
    median: "mediana",
    p10ToP90: "p10 a p90",
    minToMax: "mín. a máx.",
  },
  histogram: {
    description: (setUp) =>
      `Mapa de calor de los tiempos de respuesta según los clientes concurrentes; ${setUp}.`,
    subtitle: (setUp, width) => `${setUp} · intervalos de ${width}`,
    without: (subtitle, requests) =>
      `${subtitle} · sin ${requests} que no tuvieron respuesta correcta`,
    levels: (first, last) => `n = ${first} a ${last}`,
  },
  threads: {
    title: (clients) => `Qué hicieron los hilos, ${clients} a la vez`,
    empty: "Qué hicieron los hilos",
    blackBox:
      "Desconocido: el servidor no informa qué hilo ejecutó cada tarea (se midió como caja negra).",
    description: (level, setUp) =>
      `Tareas de cada hilo según el tiempo, en una ráfaga de ${level}; ${setUp}.`,
    subtitle: (tasks, threads) =>
      `${tasks} en ${threads}, según informa el servidor · números: conexiones · colores: la primera, segunda, … tarea de un hilo`,
    thread: (number) => `hilo ${number}`,
    connection: (number) => `conexión ${number}`,
    turn: (number) => `su tarea ${number}`,
    waited: "tiempo de espera",
    worked: "tiempo de servicio",
    from: "desde",
    to: "hasta",
  },
  health: {
    title: "El generador y su máquina, por nivel",
    description: (title, measures) => `${title}, según los clientes concurrentes: ${measures}.`,
    subtitle: "lo peor de cada ráfaga, con repeticiones y segundos intentos",
    none: "Nada que mostrar: no se midió ningún nivel.",
    eventLoop: "demora del bucle de eventos",
    scheduleLag: "atraso del envío",
    generatorCpu: "CPU del generador",
    hostCpu: "CPU de la máquina",
    ofACore: (share) => `${share} de un núcleo`,
    late: "atraso",
    inUse: "en uso",
    limit: "límite alcanzado",
  },
  beside: {
    title: "Rendimiento, el clúster junto a la forma local",
    description: (title, setUp) => `${title}, según los clientes concurrentes; ${setUp}.`,
    unknown: "Desconocido: no se midió la forma local.",
    cluster: "clúster",
    local: "local",
    rateAndMakespan: (rate, makespan) => `${rate}, tiempo total ${makespan}`,
  },
  waterfall: {
    unknown: "Desconocido: el sistema no informa el recorrido de sus tareas.",
    subtitle:
      "medianas, una a continuación de otra, menos la espera y el trabajo ideales · líneas finas: p90 · colores: a la ida, en el worker, a la vuelta",
    description: (title, levels, setUp) => `${title} con ${levels}; ${setUp}.`,
    beyondIdeal: "sobre el ideal",
    beyondMedian: "sobre el ideal, mediana",
    beyondP90: "sobre el ideal, p90",
    hopAt: (hop, level) => `${hop}, n = ${level}`,
  },
  burst: {
    completions: (clients) => `Tareas terminadas según el tiempo, ${clients} a la vez`,
    completionsDescription: (title, setUp) => `${title}; ${setUp}.`,
    requests: "solicitudes",
    notOk: "sin respuesta correcta",
    completion: "orden de llegada",
    endedAs: "final",
    againstIdeal: "respecto del ideal",
    early: (time) => `${time} antes`,
    late: (time) => `${time} después`,
    thread: "hilo",
    histogram: (level) => `Tiempos de respuesta con n = ${level}`,
    histogramDescription: (title) => `${title}: respuestas según su tiempo de respuesta.`,
    histogramSubtitle: (replies, width) => `${replies} · intervalos de ${width}`,
    percentiles: (level) => `Tiempo de respuesta por percentil con n = ${level}`,
    percentilesDescription: (title, curves) => `${title}: ${curves}.`,
    percentilesSubtitle: (replies) => `${replies}: la última es el percentil más alto que existe`,
  },
  plots: {
    staircase: (level) => `tareas terminadas según el tiempo, n = ${level}`,
    throughput: "rendimiento: n / tiempo total, según los clientes a la vez",
    waterfall: (level) =>
      `qué agrega cada tramo al ideal, n = ${level} (medianas, una a continuación de otra)`,
  },
};
