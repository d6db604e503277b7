// What the reports of all commands share, in Spanish.
import type { ReportTexts } from "../en/report.ts";

export const spanish: ReportTexts = {
  pictures: "Gráficos",
  morePictures: (titles) => `Más gráficos: ${titles}`,
  pictureNotDrawn: "Este gráfico no se dibujó.",
  warnings: "Advertencias",
  runNotEnded: "La prueba no terminó: todavía no hay veredicto.",
  nothingJudged: "No hubo nada que evaluar.",
  scrollable: "Tabla desplazable",
};
