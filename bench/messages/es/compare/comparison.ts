// Lo que se dice de una comparación de dos pruebas de carga, en español.
import type { ComparisonTexts } from "../../en/compare/comparison.ts";

export const spanish: ComparisonTexts = {
  nothingToCompare: "No se comparó nada: un lado no recibió ninguna respuesta correcta.",
  invalidRun: "No se puede comparar B con A: una medición es inválida.",
  tooFewData: "Hay muy pocos datos para comparar B con A.",
  noneDecided: "Ninguna métrica de B se pudo comparar con la de A.",
  noDifference: "No se ve ninguna diferencia entre A y B.",
  noDifferenceBut: (metrics) =>
    `No se ve ninguna diferencia entre A y B; sin comparar: ${metrics}.`,
  differs: (parts, extent) => `B es ${parts}${extent}.`,
  worseIn: (metrics) => `peor en ${metrics}`,
  betterIn: (metrics) => `mejor en ${metrics}`,
  both: (one, other) => `${one} y ${other}`,
  within: (tolerance) => `, dentro de la tolerancia de ${tolerance}`,
  beyond: (tolerance, metrics) =>
    `, más allá de la tolerancia de ${tolerance}${metrics === "" ? "" : ` en ${metrics}`}`,

  tooFewRequests: (needed, count) =>
    `necesita ${needed} solicitudes en cada prueba, y una tiene ${count}`,
  meanWithoutUnanswered: "no se conoce la media cuando hay solicitudes sin respuesta",
  neverAnsweredInTime: "un lado no recibió ninguna respuesta en el tiempo medido",
  endUnknown: "está entre las solicitudes sin respuesta: mida con un --timeout mayor",
  fewPairs: (needed, count) => `necesita ${needed} pares de pruebas, y hay ${count}: suba --repeat`,
  fewBlocks: (needed, count) =>
    `necesita ${needed} s de cada prueba, y la más corta tiene ${count === 1 ? "1 bloque" : `${count} bloques`} de un segundo: mida más tiempo o compare con --repeat`,

  madeApart: (share) =>
    `las dos pruebas se hicieron en momentos distintos, y los intervalos no contienen cuánto difiere una prueba de la siguiente ni qué más hacía la máquina; las diferencias menores que ${share} no se distinguen de eso, y las mayores pueden tener la misma causa; use --a, --b y --repeat para medir ambas por turnos`,
  otherPlan: (differences) => `A y B tuvieron opciones distintas: ${differences}`,
  otherMachine: (differences) =>
    `A y B corrieron en máquinas o versiones distintas: ${differences}`,
  unfinished: (side, status) =>
    status === "running"
      ? `${side} no había terminado: se compara hasta donde llegó`
      : `${side} fue interrumpida: se compara hasta donde llegó`,
  noOkReply: (run) => `${run}: ninguna solicitud recibió una respuesta correcta`,
  endedWith: (exitCode) => `bun bench load terminó con el código ${exitCode}`,
  interrupted: "interrumpida: se conservan las mediciones hechas",
  keptIn: (failure, folder) => `${failure} (en ${folder})`,
  invalidBecause: (run, reason) => `${run}: ${reason}`,
  generatorLimit: "el límite fue el generador o su máquina",
};
