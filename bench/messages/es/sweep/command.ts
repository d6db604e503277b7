// What `bun bench` reports beside a sweep's result, in Spanish.
import type { SweepCommandTexts } from "../../en/sweep/command.ts";

const NAMES = { server: "el servidor", cluster: "el clúster" } as const;

export const spanish: SweepCommandTexts = {
  noConnection: (target, reason) =>
    `sin conexión a ${target} (${reason}): ¿está en marcha el servidor? Inicie uno con: bun run server`,
  interruptedBefore: "interrumpido antes de la primera ráfaga: no se midió nada",
  generatorLost: (ended) =>
    `el proceso generador terminó (${ended}), así que la prueba se detuvo; las filas medidas antes quedan en requests.csv. Repita la prueba; si el sistema terminó el proceso, dele más memoria`,
  endedWith: (system, exitCode) => `${NAMES[system]} terminó con el código de salida ${exitCode}`,
  notUpWithin: (system, duration) => `${NAMES[system]} no empezó a escuchar en ${duration}`,
};
