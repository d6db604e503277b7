// What is wrong with the options of `bun bench load`, in Spanish.
import type { LoadOptionProblems } from "../../en/load/options.ts";

export const spanish: LoadOptionProblems = {
  noTime: (text) => `"${text}" no es un tiempo: no se mediría nada`,
  noRate: (text) => `"${text}" no es una tasa: no se enviaría nada`,
  greetingCantEnd: (text) => `"${text}" no puede marcar el final de un saludo`,
  twoOutputs: (text, outputs) => `"${text}" pide varias salidas: use una de ${outputs.join(", ")}`,
  notPem: (path, kind) =>
    `"${path}" no contiene ${kind === "key" ? "una clave privada sin cifrar" : "un certificado"} en formato PEM`,
  notARegex: (source, reason) => `"${source}" no es una expresión regular: ${reason}`,

  notWith: (flag, reason) => `no va junto con ${flag}: ${reason}`,
  why: {
    burst: "una ráfaga envía una solicitud en cada una de sus conexiones, todas a la vez",
    ids: "las respuestas con ids pueden llegar en cualquier orden",
    schedule: "en la carga abierta las solicitudes siguen un calendario",
    stagesHaveRates: "las etapas contienen la tasa",
    stagesHaveDurations: "las etapas contienen la duración",
  },
  notWithTrace: () =>
    "no va junto con las llegadas de un archivo, que contienen el instante de cada solicitud",
  needsOpenLoad: () => "solo la carga abierta tiene llegadas: agregue --rate o --stages",
  needsThreshold: () => "no hay ningún umbral: agregue --fail-if o --pass-if",
  moreGeneratorsThanConnections: (generators, connections) =>
    `${generators} generadores son más que las conexiones (${connections})`,
  closingNeedsEach: (value, request) =>
    `"${value}" no sirve: la respuesta de ${request} termina con su conexión, lo que exige each`,
  noneInFlight: (request) =>
    `${request} no espera respuesta, así que nunca está en curso: --pipeline debe ser 1`,
  onePerConnection: () => "una conexión por solicitud lleva una sola solicitud por vez",

  whatToSend: (flags) =>
    `no hay nada que enviar: indique uno de ${flags.join(", ")}, como --send 'PING\\r\\n'`,
  onlyLinesShuffle: () => "solo se pueden mezclar las líneas de send-jsonl",
  nothingSent: () => "un texto vacío no envía nada",
  noLines: () => "no hay ninguna línea que enviar",
  noLine: (path) => `"${path}" no tiene ninguna línea que enviar`,
  emptyTask: () => "la tarea está vacía",
  noReplyToCheck: () => "con reply none no hay respuesta que verificar",
  emptyErrorName: () => "el nombre del error está vacío (escríbalo como busy o 503)",
  inScenario: (path) =>
    `las solicitudes de ${path} lo contienen: cámbielo ahí, o indique también --send`,
  unknownRequest: (text, name, names) =>
    names.length > 1
      ? `"${text}": ninguna solicitud se llama ${name} (hay ${names.join(", ")})`
      : `"${text}": ninguna solicitud se llama ${name} (hay una sola: no indique nombre)`,
  notATemplate: (template, maxLength, binary) =>
    `${template} no es una plantilla: use {{i}}, {{connection}}, {{uuid}}, {{random N}} (N de 1 a ${maxLength}) o, en binario, ${binary}`,
  idNotFound: (place, problem) => `las respuestas se asocian por id (${place}), pero ${problem}`,
  idProblems: {
    theRequest: "la solicitud",
    line: (number) => `la línea ${number}`,
    json: (name, shown) => `${name} no es JSON con un texto "id": ${shown}`,
    match: (name, shown) => `nada coincide en ${name}: ${shown}`,
    at: (name, bytes, end) => `${name} tiene ${bytes} bytes, y su id termina en el byte ${end}`,
  },
  binaryInTask: () => "una tarea es JSON, que no puede contener números binarios",

  notAReplyRule: (text, forms) =>
    `"${text}" no es una regla para el final de una respuesta (escriba una de ${forms})`,
  takesNothing: (text, kind, form) => `"${text}": ${kind} no lleva valor (escriba ${form})`,
  incomplete: (text, form, rest) => `"${text}" no está completo (escriba ${form}, ${rest})`,
  rests: {
    lines: (max) => `N líneas, de 1 a ${max}`,
    bytes: (max) => `N bytes, de 1 a ${max}`,
    until: "STRING de al menos un byte, con secuencias de escape como \\r\\n",
    frame:
      "LENGTH u16be, u16le, u32be, u32le, u64be o u64le, seguido de :inclusive si se cuenta a sí mismo",
  },
  notALength: (name, names) =>
    `"${name}" no es una longitud (escriba una de ${names}, seguida de :inclusive si se cuenta a sí misma)`,

  notAnIdPlace: (text, names) =>
    `"${text}" no es el lugar de un id (escriba OFFSET:NUMBER como 4:u32be; NUMBER es uno de ${names})`,
  noIdInReply: {
    http: "las respuestas de HTTP/1.1 llegan en el orden de sus solicitudes y no tienen id",
    "json-id": "con json-id el campo id es el id",
    close: "una conexión con una sola respuesta no necesita id",
    ws: "los ids en mensajes de WebSocket no se pueden leer: mantenga un mensaje en curso por conexión",
    "ws-pong": "un pong no tiene id",
    none: "sin respuesta no hay id",
  },
  oneId: () => "no va junto con id-at: una respuesta tiene un solo id",
  idBeyondReply: (text, end, bytes) =>
    `"${text}" termina en el byte ${end}, pero una respuesta tiene ${bytes} bytes`,
  mixedIds: (pipeline) =>
    `"${pipeline}" es demasiado: unas respuestas se asocian por id y otras por orden, o sus ids están en lugares distintos`,
  sameId: (pipeline, request) =>
    `"${pipeline}" es demasiado: todas las solicitudes de ${request} tienen el mismo id; use como id {{uuid}}, {{i}} o, en binario, {{u32be i}}`,

  onlyWebSockets: () => "ws y ws-pong son respuestas solo de destinos ws:// y wss://",
  webSocketReplies: () => "las respuestas de un WebSocket son mensajes (ws) o pongs (ws-pong)",
  tlsOnly: (flags, target) => `${flags.join(", ")}: solo para destinos tls://, no para ${target}`,
  certificateNeedsKey: () => "--tls-cert necesita --tls-key: un certificado se usa con su clave",
  keyNeedsCertificate: () => "--tls-key necesita --tls-cert: una clave se usa con su certificado",

  taskOrTarget: () => "el destino ejecuta sus propias tareas: indique --task o --target",
  topologyOrTarget: () => "el destino ya está en marcha: indique --target o --topology cluster",
  tooWide: (workers, threads, width, limit) =>
    `${workers} × ${threads} hilos son ${width}: la forma local junto al clúster admite ${limit} como máximo`,
  noTimeForReply: (text) => `"${text}" no deja tiempo para una respuesta`,
  noSteps: (text) => `"${text}" no deja escalones que medir`,
  needsCluster: () => "un servidor solo no los tiene: agregue --topology cluster",
  oneLane: (text, isCluster) =>
    `"${text}": ${isCluster ? "un clúster" : "un --target"} es un solo sistema y tiene un solo carril`,
};
