// What `bun bench load` reports beside its result, in Spanish.
import type { LoadCommandTexts } from "../../en/load/command.ts";

export const spanish: LoadCommandTexts = {
  warning: (text) => `advertencia: ${text}`,
  calledOff: () =>
    "interrumpido antes de la primera solicitud medida: no se midió nada y no se escribió ningún informe",
  generatorsLost: (lost) =>
    `${lost.map(({ generator, ended }) => `el generador ${generator} terminó (${ended})`).join(", ")} antes de entregar sus resultados, así que no se midió nada: repita la carga; si lo terminó el sistema, dele más memoria`,
  generatorLost: (generator, count, ended) =>
    `el generador ${generator} de ${count} terminó (${ended}): su parte de la carga falta y la corrida no es válida; los demás siguen (Ctrl-C los detiene)`,
  unreachable: (target, kind, message, remedy) =>
    `sin conexión a ${target} (${kind}: ${message}): ${remedy}`,
  isItRunning: () => "¿está en marcha el destino?",
  alsoPid: (port, process) =>
    `¿está en marcha el destino? ${port} es también el PID de ${process}: un destino es un puerto`,
  noLineEnd: (which, text) =>
    `${which} "${text}" no tiene fin de línea y su respuesta es una línea: un destino que lee líneas lo esperará y no responderá; pruebe "${text}\\r\\n"`,
  ofRequest: (name) => `solicitud ${name}:`,
};
