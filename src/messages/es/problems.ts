// What is wrong with what the user typed, in Spanish.
import type { Problems } from "../en/problems.ts";

export const spanish: Problems = {
  error: (problem) => `error: ${problem}`,
  bug: () => "error: esto es un defecto de Escalera; por favor, infórmelo:",
  ofFlag: (flag, problem) => `${flag}: ${problem}`,
  noneOf: (text, choices) => `"${text}" no es ninguno de ${choices.join(", ")}`,
  hostAlone: (text, instead) => `"${text}" es más que un host: escriba ${instead}`,
  portAlone: (text, instead) => `"${text}" es más que un puerto: escriba ${instead}`,
  pidForPort: (text, process, min, max) =>
    `${text} es el PID de ${process}, no un puerto: un puerto va de ${min} a ${max}`,
};
