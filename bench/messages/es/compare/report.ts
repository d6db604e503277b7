// The report of a comparison, its charts and its summary on a terminal, in Spanish. Numbers arrive as this language
// writes them.
import type { CompareReportTexts } from "../../en/compare/report.ts";

export const spanish: CompareReportTexts = {
  metrics: {
    p50: "p50",
    p90: "p90",
    p99: "p99",
    "p99.9": "p99.9",
    mean: "media",
    throughput: "rendimiento",
    errors: "errores",
  },
  verdicts: {
    better: "mejor",
    worse: "peor",
    "no difference seen": "sin diferencia visible",
    "too few data": "muy pocos datos",
    unknown: "desconocido",
  },
  title: (label, sides) =>
    `${label === "" ? "Comparación de Escalera" : `Comparación de Escalera, ${label}`}: ${sides}`,
  options: {
    without: (flag) => `sin ${flag}`,
    option: () => "opción",
    differ: () => "Las opciones en que A y B difieren:",
  },
  notEnded: "La comparación no terminó: todavía no hay veredicto.",
  nothingCompared: "No hubo nada que comparar.",

  alarms: {
    stopped: (runsA, runsB) =>
      `La comparación se detuvo antes de terminar, con ${runsA} de A y ${runsB} de B.`,
    runs: (count) => `${count} ${count === 1 ? "medición" : "mediciones"}`,
    invalidMeaning:
      "En una medición, el límite fue el generador de carga o su máquina, no el destino.",
    noReply: "Una de las mediciones no obtuvo ninguna respuesta correcta.",
  },

  columns: {
    metric: "métrica",
    difference: "diferencia",
    interval: "intervalo del 95 %",
    verdict: "veredicto",
  },
  points: (change) => `${change} puntos`,
  percent: (change) => `${change} %`,
  range: (low, high) => `${low} a ${high}`,
  noEnd: "sin límite",
  warning: (text) => `Advertencia: ${text}`,
  noteOf: (names, note) => `${names}: ${note}`,

  how: {
    heading: "Cómo se midió",
    pairs: (count) =>
      `A y B se midieron por turnos (A B B A …), ${count} ${count === 1 ? "par" : "pares"} de mediciones. Los intervalos salen de remuestrear (bootstrap) pares enteros, porque las solicitudes de una misma medición no son independientes.`,
    blocks: (blocksA, blocksB) =>
      `Los intervalos salen de remuestrear (bootstrap) bloques de tiempo, ${blocksA} de A y ${blocksB} de B, porque las solicitudes de una misma medición no son independientes.`,
    intervals: (tolerance) =>
      `Cada intervalo es de una sola métrica. Los veredictos tienen en cuenta todas las métricas juntas: si A y B son iguales, a lo sumo 1 comparación de cada 20 da alguna métrica peor, y a lo sumo 1 de cada 20 alguna mejor. PEOR en mayúsculas: peor que la tolerancia del ${tolerance}.`,
    side: "lado",
    command: "comando",
    load: "carga",
    differs: "Opciones y máquinas de A y B que difieren:",
    run: "medición",
    throughput: "rendimiento",
    errors: "errores",
    status: "estado",
    invalid: "inválida",
  },
  statuses: { running: "en marcha", complete: "completa", interrupted: "interrumpida" },

  pictures: {
    differences: {
      title: "En qué difiere B de A",
      caption:
        "Un punto es la diferencia de una métrica; su línea, el intervalo del 95 %. A la derecha del 0, B tiene más: peor en tiempos de respuesta y errores, mejor en rendimiento. Un intervalo que incluye el 0 indica que no hay diferencia demostrada.",
      none: "Nada que mostrar: muy pocos datos para un intervalo.",
      subtitle: (sides) =>
        `${sides} · un intervalo que incluye el 0 indica que no hay diferencia demostrada`,
      axis: "(B − A) / A, % (errores: puntos)",
      description: (title, metrics) => `${title}: ${metrics}.`,
    },
    percentiles: {
      title: "Tiempo de respuesta por percentil, A y B",
      caption:
        "De 90 % a 99 %, a 99,9 % y así sucesivamente, las solicitudes más lentas son cada vez diez veces menos. Una línea de trazos es una cota inferior: esas solicitudes nunca se respondieron.",
      none: "Nada que mostrar: muy pocas solicitudes.",
      description: (title, sides) => `${title}. ${sides}`,
    },
  },
  intervals: "B respecto de A: diferencia y su intervalo del 95 %",
};
