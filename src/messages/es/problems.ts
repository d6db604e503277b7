// What is wrong with what the user typed, in Spanish.
import type { Problems } from "../en/problems.ts";

export const spanish: Problems = {
  error: (problem) => `error: ${problem}`,
  bug: () => "error: esto es un defecto de Escalera; por favor, infórmelo:",
  ofFlag: (flag, problem) => `${flag}: ${problem}`,
  noneOf: (text, choices) => `"${text}" no es ninguno de ${choices.join(", ")}`,
};
