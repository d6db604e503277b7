// Lo que se dice de una prueba de carga terminada: su frase, por qué falló o es inválida, y sus advertencias, en español.
import type { LoadJudgementTexts } from "../../en/load/judgement.ts";

const noun = (count: string, one: string, many = `${one}s`): string =>
  `${count} ${count === "1" ? one : many}`;
/** "en 9,5 ms o menos", also of a range, "de 9,4 ms a 9,5 ms". */
const inTime = (time: string): string => `en ${time.replace(/^de /, "")} o menos`;
const requests = (count: string): string => noun(count, "solicitud", "solicitudes");

export const spanish: LoadJudgementTexts = {
  generator: (number) => (number === null ? "el generador" : `el generador ${number}`),

  invalid: (reason, others, figures) =>
    `Esta medición es inválida: ${reason}${others === 0 ? "" : `; y ${others} ${others === 1 ? "motivo" : "motivos"} más`}. Sus cifras no cuentan: ${figures}`,
  outOfOrder:
    "Mal formadas: fuera de orden. Hubo respuestas con lo que corresponde a otras solicitudes.",
  silentToTheEnd: (from) =>
    `El servicio quedó en silencio desde ${from}: no llegó ninguna respuesta hasta el final de la prueba.`,
  silentFor: (length, from, to) =>
    `El servicio estuvo en silencio durante ${length}: no llegó ninguna respuesta desde ${from} hasta ${to}, aunque había solicitudes pendientes.`,
  closedCannotTell:
    "Una carga cerrada envía menos mientras el servicio calla, así que sus percentiles no pueden mostrarlo: use --rate.",
  failedSince: (from) => `Desde ${from} ninguna solicitud recibió una respuesta correcta.`,
  notReached: (offered, sent, share, isTargetLimit) =>
    `No se alcanzó la carga ofrecida: se ofrecieron ${requests(offered)} por segundo y se enviaron ${sent} (${share})${isTargetLimit ? ", porque el límite fue el servicio o la cantidad de conexiones" : ""}.`,
  loads: {
    open: (offered, sent) => `${requests(offered)} por segundo ofrecidas y ${sent} enviadas`,
    closed: (connections, replies) =>
      `${noun(connections, "conexión", "conexiones")} ${connections === "1" ? "recibió" : "recibieron"} ${noun(replies, "respuesta")} por segundo`,
    burst: (count) => `${requests(count)} a la vez`,
    ofThose: "De todas las solicitudes",
  },
  times: {
    half: (time) => `la mitad se respondió ${inTime(time)}`,
    most: (time) => `el 99 % ${inTime(time)}`,
    all: (time) => `todas ${inTime(time)}`,
    allAlone: (time) => `todas se respondieron ${inTime(time)}`,
    answered: (count) => (count === "1" ? "se respondió 1" : `se respondieron ${count}`),
    halfNever: (time) =>
      `más de la mitad no se respondió nunca${time === null ? "" : ` dentro de ${time}`}`,
    onePercentNever: (time) =>
      `pero más del 1 % no se respondió nunca${time === null ? "" : ` dentro de ${time}`}`,
    unmatched:
      "no se conocen los percentiles, porque no se pudo saber a qué solicitud contesta cada respuesta",
    mean: (time) => `el tiempo de respuesta medio fue de ${time}`,
    and: (one, other) => `${one}${other.startsWith("pero") ? "," : " y"} ${other}`,
  },
  ends: {
    failed: (count, share) => `${noun(count, "falló", "fallaron")} (${share})`,
    neverAnswered: (count, share) => `${count} sin respuesta (${share})`,
    expectedErrors: (count, share) =>
      `${noun(count, "error esperado", "errores esperados")} (${share})`,
    none: "ninguna falló",
  },
  nothing: {
    noRequest: "No se midió nada: no se hizo ninguna solicitud.",
    noneOk: (intended, ends) =>
      intended === "1"
        ? `No se midió nada: la única solicitud no recibió una respuesta correcta (${ends}).`
        : `No se midió nada: ninguna de ${intended} solicitudes recibió una respuesta correcta (${ends}).`,
    expectedErrors: (count) => noun(count, "error esperado", "errores esperados"),
    neverSent: (count) => `${count} sin enviar`,
    unfinished: (count) => `${count} sin terminar`,
  },

  failures: {
    silence: (from, length) =>
      length === null
        ? `el servicio quedó en silencio desde ${from} hasta el final de la prueba (se admite un décimo de la prueba, o 3 × la respuesta más larga); revise su registro, o use --allow-errors para que no cuente`
        : `el servicio estuvo en silencio durante ${length} desde ${from} (se admite un décimo de la prueba, o 3 × la respuesta más larga); revise su registro, o use --allow-errors para que no cuente`,
    failedShare: (count, share, limit) =>
      `${noun(count, "solicitud falló", "solicitudes fallaron")} (${share} de las enviadas, límite ${limit}); ponga su propio límite con --fail-if 'errors>5%', nombre los errores esperados con --expect-error, o use --allow-errors para que no cuente`,
  },

  generatorLost: (generator, count, ended) =>
    `el generador ${generator} de ${count} terminó en medio de la carga (${ended}), así que su parte de las conexiones y solicitudes falta en todas las cifras; repita la prueba y, si lo terminó el sistema, dele más memoria`,
  missing: (offered, achieved) => `se ofrecieron ${offered} y se alcanzaron ${achieved}`,
  lagAt: (lag, percentile, limit) => `${lag} en p${percentile} (límite ${limit})`,
  sentLate: (lags) =>
    `el generador envió tarde aunque había una conexión libre: ${lags}; baje --rate, agregue --generators o use una máquina con menos trabajo`,
  eventLoopLate: (who, delay, percentile, limit) =>
    `${who} atendió su bucle de eventos con ${delay} de atraso en p${percentile} (límite ${limit}); baje --rate o -c, agregue --generators o use una máquina con menos trabajo`,
  stalled: (who, share, limit) =>
    `${who} estuvo detenido el ${share} del tiempo (límite ${limit}); baje --rate o -c, agregue --generators o use una máquina con menos trabajo`,
  hadNoTime: (who, share) => `${who} no tuvo tiempo libre (${share} de un núcleo ocupado)`,
  generatorBusy: (missing, busy) =>
    `${missing}: ${busy}; baje --rate, agregue --generators o use otra máquina para el generador`,

  targetLimited: (missing) =>
    `${missing}: las llegadas encontraron ocupadas todas las conexiones mientras al generador le sobraba tiempo. El límite fue el servicio, o con más conexiones (-c) se enviaría más`,
  generatorLag: (lag, response) =>
    `el atraso propio del generador (p99 ${lag}) es una parte grande de los tiempos de respuesta más largos (p99 ${response})`,
  unanswered: (count, share, parts) =>
    `${noun(count, "solicitud quedó", "solicitudes quedaron")} sin respuesta (${share}: ${parts}); los percentiles las cuentan como más largas que su espera`,
  unansweredParts: {
    timedOut: (count) => noun(count, "vencida"),
    unsent: (count) => `${count} sin conexión`,
    dropped: (count) => `${noun(count, "descartada")} porque todas las conexiones estaban ocupadas`,
    unfinished: (count) => `${count} en curso cuando se detuvo la prueba`,
  },
  failed: (count, share, { kind, example, remedy }) =>
    `${noun(count, "solicitud falló", "solicitudes fallaron")} (${share}): ${kind}${example === "" ? "" : `, la primera: ${example}`}${remedy === undefined ? "" : `; ${remedy}`}`,
  expectedErrors: (count, share) =>
    `${noun(count, "respuesta fue un error esperado", "respuestas fueron errores esperados")} (${share}, --expect-error): no son correctas ni fallidas, y no entran en ningún percentil`,
  tooFewForP99: (needed, count) =>
    `muy pocas solicitudes para p99: necesita ${needed} y la prueba tiene ${count}`,
  unmatched: {
    noOrder: (pipeline) =>
      `hasta ${noun(pipeline, "solicitud estuvo", "solicitudes estuvieron")} en curso en una conexión (--pipeline), y no se sabe a cuál contesta cada respuesta: no se conocen los percentiles (—); el rendimiento vale, y la media si todas las solicitudes terminaron bien. Indique --ordered si el protocolo garantiza las respuestas en el orden de las solicitudes, o diga dónde llevan un id: --id-at, --id-match, --reply json-id`,
    idInUse:
      "hubo solicitudes en curso con el mismo id en una conexión, así que no se sabe a cuál contesta cada respuesta: no se conocen los percentiles (—); el rendimiento vale, y la media si todas las solicitudes terminaron bien. Use ids distintos, como {{uuid}}, {{i}} o {{u32be i}} (con 16 bits el índice vuelve a empezar en 65 536)",
    outOfOrder:
      "las respuestas llegaron fuera de orden: no se conocen los percentiles ni la media (—). Quite --ordered y diga dónde llevan un id las respuestas: --id-at, --id-match, --reply json-id",
  },
  overflow: (count) =>
    `${noun(count, "solicitud tardó", "solicitudes tardaron")} más de 1 h; no se sabe cuánto más`,
  strayReplies: (count) =>
    `${noun(count, "vez llegaron", "veces llegaron")} bytes que no contestan ninguna solicitud en curso; revise si --reply, y el id, describen cómo terminan las respuestas del servicio`,
  insecure: "no se verificó el certificado del servicio (--insecure): no se conoce su identidad",
  watchedEnded: (pid, command) =>
    `el proceso observado ${pid} (${command}) terminó antes que la prueba`,
  generatorSaturated: (who, share, isOpen, generators) =>
    isOpen
      ? `${who} estuvo ocupado el ${share} de un núcleo, así que los tiempos de respuesta contienen su propia cola; baje --rate o use --generators ${generators}`
      : `${who} estuvo ocupado el ${share} de un núcleo, así que el rendimiento puede ser su propio límite y los tiempos de respuesta contienen su propia cola; use --generators ${generators} o --pipeline`,
  openFiles: (who, count, limit, remedy) =>
    `${who} tuvo abiertos ${count} de ${limit} archivos posibles; ${remedy}`,
  localPorts: (used, available, remedy) =>
    `se usaron ${used} de ${available} puertos locales; ${remedy}`,
  hostBusy: (share) =>
    `los núcleos de la máquina estuvieron ocupados el ${share} del tiempo: el generador, otros procesos y el servicio, si está aquí, se esperaron unos a otros`,
  hostTooSmall: (share, generators, cores) =>
    `los núcleos de la máquina estuvieron ocupados el ${share} del tiempo: ${noun(generators, "generador", "generadores")} y un servicio en la misma máquina necesitan más que ${noun(cores, "núcleo")}`,

  repliesLikeErrors: (replies, name, reply) =>
    `${replies === "1" ? `la única respuesta${name === null ? "" : ` a ${name}`} empieza` : `las ${replies} respuestas${name === null ? "" : ` a ${name}`} son iguales y empiezan`} como un error: ${reply}; sin --expect ni --reject cualquier respuesta cuenta como correcta: use --expect REGEX para las correctas o --reject REGEX para las incorrectas`,
  noLineEnd: (flag, request) =>
    `hubo solicitudes vencidas, y ${flag ?? "la solicitud"} no envía un fin de línea: un servicio que lee líneas lo espera; pruebe ${request}\\r\\n`,

  notOpened: (failed, connections, { kind, example, remedy }) =>
    `${failed} de ${noun(connections, "conexión", "conexiones")} no se ${failed === 1 ? "pudo" : "pudieron"} abrir antes de la carga (${kind}: ${example})${remedy === undefined ? "" : `; ${remedy}`}`,
  abortedBy: (seconds, threshold) => `detenida a los ${seconds} por --abort-on-fail: ${threshold}`,
  cantWrite: (folder, reason) =>
    `no se puede escribir en ${folder} (${reason}): los archivos escritos antes están enteros`,
  samplesIncomplete: (problem) => `requests.csv está incompleto: ${problem}`,
  unreachable: (target, kind, message, remedy) =>
    `no se pudo conectar con ${target} (${kind}: ${message}): ${remedy}`,
  isTargetRunning: "¿está en marcha el servicio?",
};
