// What the terminal shows while a run goes, in Spanish. Numbers arrive as this language writes them.
import type { ScreenTexts } from "../en/screen.ts";

/** "1 fallida", "2 fallidas". */
const some =
  (one: string) =>
  (count: string): string =>
    `${count} ${one}${count === "1" ? "" : "s"}`;

export const spanish: ScreenTexts = {
  phases: {
    startingServer: "iniciando el servidor",
    startingServers: (count) => `iniciando ${count} servidores, uno por carril`,
    startingCluster: "iniciando el clúster y un servidor del mismo ancho",
    probing: (target) => `averiguando el protocolo de ${target}`,
    writingReport: "escribiendo el informe",
  },
  laneNames: {
    server: (lane) => `el servidor del carril ${lane}`,
    cluster: "el clúster",
    local: "la forma local",
  },

  sweep: {
    title: (clients, others) => [`Barrido de Escalera: ${clients} clientes`, ...others].join(" · "),
    range: (first, last) => `de ${first} a ${last}`,
    times: (count) => `${count} veces`,
    system: (threads, service, isExpected) =>
      `${threads}, ${service} por tarea${isExpected ? " (esperado)" : ""}`,
    untilDecided: "repetido hasta decidir cada veredicto",
    open: (repeat, verdicts) =>
      `repetición ${repeat} terminada, aún incierto: ${verdicts.join(", ")}`,
    openVerdict: (name, moreRepeats) =>
      moreRepeats === null ? name : `${name} (faltan unas ${moreRepeats})`,
    lanes: (count) => `${count} ${count === 1 ? "carril" : "carriles"}`,
    inTurn: "un clúster y la forma local por turnos",

    clocks: (elapsed, left) => `${elapsed} transcurridos, faltan ${left}`,
    levels: (done, total) => `niveles ${done}/${total}`,
    replies: (done, total) => `respuestas ${done}/${total}`,
    failed: (count) => `fallidas ${count}`,
    remeasured: (count) => `medidos otra vez ${count}`,
    overIdeal: (levels, p50) => `por encima del ideal, ${levels}: p50 ${p50}`,
    lane: "carril, clientes ahora, niveles hechos",
    laneList: "carriles: clientes ahora, niveles hechos",
    measured: "medido",
    ideal: "ideal",
    makespan: "tiempo total, según los clientes concurrentes",

    level: (level, isAgain, ok) =>
      `nivel ${level}${isAgain ? " otra vez, solo" : ""}: ${ok} ${ok === 1 ? "correcta" : "correctas"}`,
    notOk: (count) => ` y ${count} no`,
    makespanOf: (duration) => ` en ${duration}`,
    groups: (sizes) => `, grupos ${sizes}`,
  },

  load: {
    title: (target, load) => `Prueba de carga · ${target} · ${load}`,
    connecting: (open, all) => `conectando: ${open} de ${all} abiertas`,
    opening: (connections) => `abriendo ${connections}`,
    warmingUp: (left) => `calentamiento: faltan ${left}`,
    warmingUpFor: (duration) => `calentamiento de ${duration}`,
    draining: (requests) => `esperando ${requests} en curso`,
    ofTime: (now, end) => `${now} de ${end}`,
    ofRequests: (now, end) => `${now} de ${end} solicitudes`,
    stage: (stage, stages, perSec) => `etapa ${stage} de ${stages}: ${perSec}/s ahora`,
    rates: { offered: "ofrecidas", sent: "enviadas", ok: "correctas" },
    inFlight: (count) => `en curso ${count}`,
    waiting: (count) => `en espera ${count}`,
    connections: (count) => `conexiones ${count}`,
    problems: {
      failed: some("fallida"),
      timedOut: some("vencida"),
      dropped: some("descartada"),
      unsent: some("no enviada"),
      unfinished: (count) => `${count} sin terminar`,
    },
    noneFailed: "0 fallidas",
    sentPerSec: (rate) => `${rate}/s enviadas`,
    okPerSec: (rate) => `${rate}/s correctas`,
    okReplies: "respuestas correctas por segundo",
    planned: "planificado",
    responseTimes: "tiempos de respuesta hasta ahora",
  },

  compare: {
    runningOf: (soFar, planned) => `${soFar} de ${planned}`,
    thenMore: (left) => `, después unos ${left} más`,
    nothingMeasured: "no se midió nada",
    errors: (share) => `${share} de errores`,
    invalid: (reason) => ` INVÁLIDA: ${reason}`,
  },
};
