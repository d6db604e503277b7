// Counted nouns that many sentences share, in Spanish.
import { spanishNumber } from "../../../src/units/text.ts";
import type { Figures } from "../en/figures.ts";

/** "1 hilo", "1000 hilos". */
const counted =
  (noun: string, plural = `${noun}s`) =>
  (count: number): string =>
    `${spanishNumber(Math.round(count).toLocaleString("en"))} ${count === 1 ? noun : plural}`;

export const spanish: Figures = {
  threads: counted("hilo"),
  requests: counted("solicitud", "solicitudes"),
  replies: counted("respuesta"),
  clients: counted("cliente"),
  connections: counted("conexión", "conexiones"),
  bursts: counted("ráfaga"),
  levels: counted("nivel", "niveles"),
  cores: counted("núcleo"),
  workers: counted("worker"),
  generators: counted("generador", "generadores"),
  okReplies: counted("respuesta correcta", "respuestas correctas"),
  completions: counted("tarea terminada", "tareas terminadas"),
  tasks: counted("tarea"),
  entryServers: counted("servidor de entrada", "servidores de entrada"),
};
