// The names of `bun bench micro`'s benchmarks, in Spanish.
import type { MicroTexts } from "../en/micro.ts";

export const spanish: MicroTexts = {
  protocol: "protocolo",
  framing: "separación: 100 líneas en un paquete",
  parseRequest: "codificación: leer una solicitud JSON",
  formatReply: "codificación: escribir una respuesta JSON",
  parseReply: "codificación: leer una respuesta JSON",
  measure: "medición",
  histogram: "histograma: registrar",
  roundTrips: "ida y vuelta",
  pool: "tinypool: una tarea que no hace nada",
  endToEnd: "de punta a punta: una solicitud cuya tarea no hace nada",
};
