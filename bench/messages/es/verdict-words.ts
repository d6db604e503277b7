// The names of the verdicts and of their results, in Spanish.
import type { VerdictWords } from "../en/verdict-words.ts";

export const spanish: VerdictWords = {
  names: {
    width: "ancho",
    service: "servicio",
    overhead: "sobrecarga",
    order: "orden",
  },
  results: {
    pass: "cumple",
    fail: "no cumple",
    uncertain: "incierto",
    "not identifiable": "no identificable",
    unknown: "desconocido",
  },
};
