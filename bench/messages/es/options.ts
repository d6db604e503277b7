// What is wrong with what the user typed for `bun bench`, in Spanish.
import type { OptionProblems } from "../en/options.ts";

export const spanish: OptionProblems = {
  ofStage: (number, problem) => `etapa ${number}: ${problem}`,
  notAStage: (text) => `"${text}" no es una etapa (escríbala como 10s:100/s o 10s:100..1000/s)`,
  stageWithoutLength: (text) => `"${text}" no tiene duración`,
  noRateAboveZero: (text) => `"${text}" no tiene ninguna tasa mayor que 0: no se enviaría nada`,
};
