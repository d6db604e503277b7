// The report of a load run, its charts and its summary on a terminal, in Spanish. Numbers arrive as this language
// writes them.
import type { LoadReportTexts } from "../../en/load/report.ts";

export const spanish: LoadReportTexts = {
  title: (label, target, load) =>
    `${label === "" ? "Prueba de carga de Escalera" : `Prueba de carga de Escalera, ${label}`}: ${target}, ${load}`,

  load: {
    burst: (requests) => `una ráfaga de ${requests}`,
    open: (offered) => `carga abierta, ${offered}`,
    closed: "carga cerrada",
    forTime: (duration) => `durante ${duration}`,
    upTo: (requests) => `hasta ${requests}`,
    recorded: "llegadas grabadas",
    stages: (count) => `${count} etapas`,
    poisson: (rate) => `${rate} (Poisson)`,
    ramp: (start, end) => `de ${start} a ${end}`,
    with: (load, connections) => `${load}, ${connections}`,
  },

  alarms: {
    stoppedBefore: "La medición se detuvo antes de medir algo.",
    stopped: (measured) => `La medición se detuvo antes de terminar: midió ${measured}.`,
    invalidMeaning:
      "El límite fue el generador de carga o su máquina, no el destino: los números de esta medición no describen al destino.",
    lostMeaning:
      "Se perdió una parte de la carga: los números de esta medición son los de los otros generadores.",
    insecure: "INSEGURA",
    unchecked:
      "No se comprobó el certificado del destino (--insecure): no se sabe quién respondió.",
  },

  thresholds: {
    threshold: "umbral",
    result: "resultado",
    measured: "lo medido",
  },

  counts: {
    intended: "previstas",
    sent: "enviadas",
    dropped: "descartadas",
    unsent: "no enviadas",
    ok: "correctas",
    expectedErrors: "errores esperados",
    failed: "fallidas",
    timedOut: "vencidas",
    unfinished: "sin terminar",
    notOk: "no correctas",
    neverAnswered: "nunca respondidas",
  },

  response: {
    heading: "Tiempos de respuesta",
    percentile: "percentil",
    fromStart: "desde el comienzo de la solicitud",
    fromIntended: "desde el comienzo previsto",
    fromSend: "desde el envío real",
    shortFromStart: "desde comienzo",
    shortFromSend: "desde envío",
    mean: "media",
    requests: "solicitudes",
    max: "máx.",
    censored: (count, all) =>
      `${count} de ${all} nunca se respondieron. Los percentiles cuentan a cada una como más larga que su espera. Una media sin ellas sería demasiado baja, por eso no se da.`,
    note: (absent) =>
      `No incluye las solicitudes fallidas. ${absent} = muy pocas muestras (p99 necesita 1000; p99.9 necesita 10\u00A0000), o sin media porque algunas solicitudes nunca se respondieron.`,
    noteUnmatched: (absent) =>
      `No incluye las solicitudes fallidas. ${absent} = desconocido: ningún id indica a qué solicitud responde cada respuesta (vea las advertencias), así que no se conoce ningún tiempo individual, y la media solo si todas las respuestas fueron correctas.`,
  },

  loadSection: {
    heading: "Carga",
    offered: "ofrecida",
    noSchedule: "sin tasa: una carga cerrada o una ráfaga no tienen calendario",
    countIn: (rate, count, window) => `${rate}: ${count} en ${window}`,
    achieved: "lograda",
    sentAt: (rate) => `${rate} enviadas`,
    sentOfOffered: (rate, share) => `${rate} enviadas, el ${share} de la carga ofrecida`,
    throughput: "rendimiento",
    okIn: (rate, replies, window) => `${rate}: ${replies} en ${window}`,
    requests: "solicitudes",
    ofSent: "de las enviadas",
    bytesSent: "bytes enviados",
    bytesReceived: "bytes recibidos",
    connections: "conexiones",
    opened: (connections, times, count) =>
      `${connections}, abiertas ${times} ${count === 1 ? "vez" : "veces"}`,
    stray: "respuestas sueltas",
    strayText: (count) => `${count}: bytes que no responden a ninguna solicitud en curso`,
  },

  errors: {
    heading: "Errores",
    kind: "tipo",
    requests: "solicitudes",
    share: "parte",
    firstAt: "primera vez",
    lastAt: "última vez",
    example: "primer ejemplo",
    remedy: "remedio",
    line: (count, kind, share) => `${count} × ${kind} (${share})`,
    at: (time) => `a los ${time} s`,
    between: (first, last) => `de ${first} a ${last} s`,
  },

  named: {
    heading: "Por solicitud",
    request: "solicitud",
  },

  exchange: {
    heading: "Primera solicitud y su respuesta",
    request: "solicitud",
    sent: "enviado",
    bytes: "bytes",
    received: "recibido",
    allReplies: "todas las respuestas",
    note: "La primera solicitud que se respondió, y su respuesta: los primeros 200 bytes de cada una, con secuencias de escape. Incluye el calentamiento.",
    firstRequest: "primera solicitud",
    firstReply: "primera respuesta",
    sentOf: (name) => `${name}: enviado`,
    incomplete: (reply) => `${reply} (incompleta)`,
    noneExpected: "no se espera respuesta",
    none: "sin respuesta",
    allEqual: (replies) => `${replies}, todas iguales`,
    notAllEqual: (replies) => `${replies}, no todas iguales`,
  },

  generator: {
    heading: "¿Fue el generador de carga el límite?",
    notJudged: "No se juzgó.",
    no: "No: todos los valores que siguen están dentro de sus límites.",
    yes: (reasons) => `Sí: ${reasons}`,
    lateness: "atraso",
    scheduleLag: "atraso del envío (envío real − comienzo previsto)",
    generatorLag: "la parte del generador (había una conexión libre)",
    loopDelay: "demora del bucle de eventos",
    loopDelayOf: (generator) => `demora del bucle de eventos, generador ${generator}`,
    generator: "generador",
    cpu: "CPU",
    spinning: "de ella en espera activa",
    runQueue: "esperó un núcleo",
    memory: "memoria",
    openFiles: "archivos abiertos",
    openFilesLimit: "límite de archivos abiertos",
    hostBusy: (share) => `Todos los núcleos de la máquina estuvieron ocupados un ${share}.`,
    hostUnknown: "No se sabe cuán ocupada estuvo la máquina.",
    cpuNote: (host) =>
      `100 % de CPU = un núcleo. La CPU incluye la espera activa de la próxima llegada, que no indica ningún límite. ${host}`,
    name: (count) => (count > 1 ? `${count} generadores` : "generador"),
    lagLine: (p50, p99, max) => `atraso p50 ${p50}, p99 ${p99}, máx. ${max}`,
    loopLine: (max) => `demora del bucle de eventos de ${max} como máximo`,
    cpuLine: (cpu) => `CPU ${cpu}`,
    spinLine: (cpu, spin) => `CPU ${cpu} (${spin} en espera activa)`,
    hostLine: (share) => `máquina ${share}`,
  },

  target: {
    heading: "Procesos del destino",
    none: "No se observó ninguno. --watch-pid PID muestra aquí un proceso.",
    pid: "pid",
    command: "comando",
    cpu: "CPU",
    cpuMax: "CPU máx.",
    memoryStart: "memoria al inicio",
    memoryMax: "memoria máx.",
    atEnd: "al final",
    ended: "terminado",
    running: "en marcha",
  },

  warmup: {
    heading: "Calentamiento",
    note: (duration) => `Los ${duration} anteriores al tiempo medido. El resultado no los incluye.`,
  },

  how: {
    target: "destino",
    load: "carga",
    request: "solicitud",
    requestOf: (name) => `solicitud ${name}`,
    inFlight: "en curso por conexión, como máximo",
    matching: "las respuestas se asocian",
    byId: (place) => `por id (${place})`,
    byOrder: "en el orden de las solicitudes",
    byNothing: "de ningún modo: sin ids ni orden",
    reconnect: "las conexiones se reabren",
    never: "nunca",
    everyRequests: (requests) => `cada ${requests}`,
    timeout: "tiempo límite",
    warmup: "calentamiento",
    none: "ninguno",
    generators: "generadores",
    histograms:
      "Los tiempos de respuesta se guardan en histogramas HDR con 4 cifras significativas (3 en las porciones de tiempo), en microsegundos enteros, de 1 µs a 1 h.",
    unanswered: (timeout) =>
      `Una solicitud sin respuesta completa después de ${timeout} se dio por perdida. De su tiempo de respuesta solo se sabe que supera lo que esperó ("> ${timeout}"), y así cuenta en todos los percentiles. Lo mismo vale para las solicitudes descartadas, no enviadas o todavía en curso al final.`,
    open: "Carga abierta: las solicitudes siguieron un calendario que no depende del destino. El tiempo de respuesta corre desde el comienzo previsto. Incluye la espera de una conexión libre y las demoras del generador. Al lado se muestra el tiempo desde el envío real, que excluye ambas.",
    dropping:
      "Una solicitud prevista para un momento en que todas las conexiones estaban ocupadas se descartó (--drop): cuenta como nunca respondida.",
    waiting:
      "Una solicitud prevista para un momento en que todas las conexiones estaban ocupadas esperó a que una se liberara.",
    closed:
      "Carga cerrada: cada conexión envió su solicitud siguiente después de la respuesta a la anterior. No hay calendario: mientras el destino está detenido se envían menos solicitudes, y faltan las que habrían esperado (omisión coordinada). Una carga cerrada no puede mostrarlo ni corregirlo. Una carga abierta (-R) lo muestra.",
    burst:
      "Ráfaga: todas las solicitudes se previeron para el mismo instante, cada una en su propia conexión, abierta antes. El tiempo de respuesta corre desde ese instante.",
    file: (path) => `el archivo ${path}`,
    jsonl: (path) => `las líneas de ${path}, en orden`,
    shuffled: (path) => `las líneas de ${path}, en orden aleatorio`,
    task: (text) => `la tarea ${text}`,
  },

  files: {
    run: "todo, para programas: opciones, máquina, cantidades, histogramas, porciones de tiempo",
    slices: "una fila por porción de tiempo",
    errors: "una fila por tipo de error",
    hgrm: "distribución de percentiles de las respuestas correctas desde el comienzo previsto, en ms",
    junit: "un caso de prueba para la medición y uno por umbral",
    samples: "una fila por solicitud, sin procesar",
  },

  charts: {
    nothingAnswered: "Nada que mostrar: no se respondió ninguna solicitud.",
    nothingDue: "Nada que mostrar: no se previó ninguna solicitud.",
    tooFew: (needed) => `Nada que mostrar: la mediana necesita ${needed} solicitudes respondidas.`,
    notMatched:
      "Desconocido: ningún id indica a qué solicitud responde cada respuesta, así que no se conoce ningún tiempo individual.",
    noErrors: "No falló ninguna solicitud.",
    neverAnswered: (requests) => `${requests} sin responder`,
    withoutDropped: (count) => `sin ${count} descartadas, que no tienen tiempo`,
    okReplies: "respuestas correctas",
    ofAll: (requests) => `de ${requests}`,
    "response-over-time": {
      title: "Tiempos de respuesta según el tiempo",
      caption:
        "Según el momento previsto de cada solicitud. Cada punto de una línea abarca las solicitudes que necesita su percentil (1000 para p99). Un hueco: no se respondió nada. Un triángulo: algunas solicitudes nunca se respondieron.",
      description: (title, load, longest) =>
        `${title}: p50, p90, p99 y el más largo de cada tramo; ${load}; el más largo, ${longest}.`,
      someUnanswered: "algunas nunca respondidas",
      due: "previstas",
      answered: "respuestas correctas",
    },
    rates: {
      title: "Tasas según el tiempo",
      caption:
        "Solicitudes previstas, enviadas y respondidas, cada una en el momento en que ocurrió; abajo, la mayor cantidad en curso.",
      description: (title, lines, load) =>
        `${title}: ${lines} por segundo, y solicitudes en curso; ${load}.`,
      offered: "ofrecidas",
      sent: "enviadas",
      ok: "respuestas correctas",
      notOk: "no correctas",
      inFlightMax: "en curso, máx.",
      perSecond: "solicitudes por segundo",
      inFlight: "en curso",
    },
    percentiles: {
      title: "Tiempo de respuesta por percentil",
      caption:
        "De 90 % a 99 %, a 99,9 % y así sucesivamente, las solicitudes más lentas son cada vez diez veces menos. Una línea de trazos es una cota inferior: esas solicitudes nunca se respondieron.",
      description: (title, curves, load) => `${title}, ${curves}; ${load}.`,
      and: (first, second) => `${first} y ${second}`,
      atLeast: "nunca respondidas: al menos esto",
    },
    histogram: {
      title: "Distribución de los tiempos de respuesta",
      caption:
        "Cuántas solicitudes tardaron cuánto. En las distribuciones anchas, los intervalos crecen con el tiempo.",
      description: (title, load) => `${title}: solicitudes según su tiempo de respuesta; ${load}.`,
      ok: "correctas",
      givenUp: "nunca respondidas: se dieron por perdidas después de",
      requests: "solicitudes",
      logRequests: "solicitudes (escala logarítmica)",
    },
    errors: {
      title: "Errores por tipo",
      caption:
        "Cuántas solicitudes terminaron con cada tipo de error, con las que nunca se respondieron.",
      description: (title, kinds) => `${title}: ${kinds}.`,
      requests: "solicitudes",
      shareOfAll: (count, share) => `${count}, el ${share} del total`,
      firstAt: "primera vez",
      lastAt: "última vez",
      example: "por ejemplo",
    },
  },

  summary: {
    okPerSecond: "respuestas correctas por segundo",
    offered: "ofrecidas",
    inWindow: (requests, window) => `${requests} en ${window}`,
    countAndShare: (count, share) => `${count}, ${share}`,
  },
};
