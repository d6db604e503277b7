// Condiciones sobre una prueba de carga (`--fail-if`, `--pass-if`) y su resultado, en español.
import type { ThresholdTexts } from "../../en/load/thresholds.ts";

export const spanish: ThresholdTexts = {
  notACondition: (text, examples, isCut) =>
    `"${text}" no es una condición (escriba por ejemplo ${examples})${isCut ? "; póngala entre comillas, porque el shell interpreta > y <" : ""}`,
  unknownMetric: (name, metrics) => `métrica desconocida "${name}": use ${metrics}`,
  metrics:
    "p50, p99, mean, max, otro percentil como p99.9, errors, timeouts, dropped, throughput o achieved",
  neitherCountNorShare: (text, value) =>
    `"${text}": "${value}" no es una cantidad de solicitudes ni un porcentaje (escriba por ejemplo 10 o 0.1%)`,
  inCondition: (text, problem) => `"${text}": ${problem}`,
  noRateOffered: (text) =>
    `"${text}": una carga cerrada no ofrece ninguna tasa, así que no hay parte de ella que alcanzar; use --rate o --stages`,
  reversed: (flag, text, other) =>
    `--${flag} '${text}' hace ${flag === "fail-if" ? "fallar" : "pasar"} la prueba cuando la condición se cumple; para que en ese caso ${flag === "fail-if" ? "pase" : "falle"}, use --${other} '${text}'`,

  results: { passed: "cumplido", failed: "no cumplido", unknown: "desconocido" },
  unmatched: "no se sabe a qué solicitud contesta cada respuesta: indique --ordered o ids",
  noReply: "no se respondió ninguna solicitud",
  noRequest: "no hubo ninguna solicitud",
  noTime: "no se midió ningún tiempo",
  noSuchRequest: (name) => `no hay ninguna solicitud llamada ${name}`,
  countOf: (count, whole, share) => `${count} de ${whole} (${share})`,
  tooFew: (metric, needed, count) =>
    `muy pocas solicitudes: ${metric} necesita ${needed} y la prueba tiene ${count}`,
  noMean: (count) =>
    `sin media: no se conoce el tiempo de respuesta de ${count} ${count === "1" ? "solicitud" : "solicitudes"}`,
  interval: (low, high) => `intervalo del 95 %: de ${low} a ${high}`,
  noEnd: "sin límite",
  noInterval: (blocks) =>
    `sin intervalo: hacen falta al menos ${blocks} s de tiempo medido y una métrica de todas las solicitudes`,
};
