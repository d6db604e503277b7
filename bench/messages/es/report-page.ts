// What the script of report.html adds to a report, in Spanish.
import type { ReportPageTexts } from "../en/report-page.ts";

export const spanish: ReportPageTexts = {
  series: "Series",
  arrowKeys: (description) =>
    `${description} Use las flechas del teclado para ir de marca en marca.`,
  clients: "clientes concurrentes, n =",
  zoom: {
    label: "Ampliación",
    in: "acercar",
    out: "alejar",
    earlier: "antes",
    later: "después",
    all: "todo",
  },
  completions:
    "Cada solicitud de una ráfaga, en el punto en que terminó, con el ideal encima. Pase el puntero sobre un punto para ver sus tiempos. Los grupos son tan grandes como ancho es el pool.",
  histogram: "Una columna del mapa de calor, como histograma.",
  percentiles:
    "Cada nueve ocupa el mismo ancho. Una ráfaga de n no tiene percentiles más allá de su última respuesta: el p90 de 10 es la más lenta.",
  requests: {
    summary: (level) => `Cada solicitud con n = ${level}`,
    connection: "conexión",
    outcome: "final",
    response: "tiempo de respuesta",
    waited: "tiempo de espera",
    worked: "tiempo de servicio",
    thread: "hilo",
  },
};
