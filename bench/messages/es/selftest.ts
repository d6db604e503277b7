// `bun bench selftest`, in Spanish. Numbers arrive as this language writes them.
import type { SelftestTexts } from "../en/selftest.ts";

export const spanish: SelftestTexts = {
  freeze: (stopped) => `un destino que se detiene ${stopped} de 12 s, 1000 solicitudes por segundo`,
  delays: "un destino con demoras conocidas, 200 solicitudes por segundo durante 12 s",
  truth: "verdadero",
  measured: "medido",
  error: "error",
  closedLoad: "una carga cerrada informaría",
  ok: "bien",
  wrong: "MAL",
  invalid: (reason) => `inválido: ${reason}`,
};
