// The list of runs of `bun bench list`, in Spanish.
import type { RunListTexts } from "../en/run-list.ts";

export const spanish: RunListTexts = {
  status: { running: "sin terminar", interrupted: "interrumpida" },
  invalid: "INVÁLIDA",
  inconclusive: "NO CONCLUYENTE",
  errors: (share) => `${share} de errores`,
  roundTrips: (rate) => `${rate} de ida y vuelta`,
  result: (what, result) => `${what}: ${result}`,
  cantBeRead: (problem) => `no se puede leer: ${problem}`,
};
