// What is wrong with what the user typed for `bun bench`, in Spanish.
import type { OptionProblems } from "../en/options.ts";
import { spanish as problems } from "../../../src/messages/es/problems.ts";
import { counted } from "../../../src/units/count.ts";

const EXPECTED: Readonly<Record<string, string>> = {
  string: "un texto",
  number: "un número",
  integer: "un número entero",
  boolean: "true o false",
  Array: "una lista",
  Object: "un objeto",
};

const expectedWords = (expected: string): string =>
  EXPECTED[expected] ?? expected.replaceAll(" | ", " o ");

export const spanish: OptionProblems = {
  idleWith: problems.idleWith,
  idleWithout: problems.idleWithout,
  why: {
    targetDecides: "el objetivo decide qué hace una tarea",
    moduleDecides: problems.why.moduleDecides,
    noPage: problems.why.noPage,
    unknownPasses: "lo incierto se acepta",
    runNamed: "la medición es la de esa carpeta",
  },

  unknownCommand: (name, similar, all) =>
    similar === undefined
      ? `comando desconocido "${name}": use uno de ${all.join(", ")}. Sin comando, bench hace un barrido.`
      : `comando desconocido "${name}": ¿quiso decir "${similar}"? Sin comando, bench hace un barrido.`,
  takesNoValue: (flag, value) => `${flag} no lleva valor: "${value}"`,

  notALevel: (text) => `"${text}" no es un nivel (escríbalo como 10, 1-100 o 10-100/10)`,
  levelOutOfRange: (text, max) => `"${text}" no está entre 1 y ${max}, en orden ascendente`,

  ofStage: (number, problem) => `etapa ${number}: ${problem}`,
  notAStage: (text) => `"${text}" no es una etapa (escríbala como 10s:100/s o 10s:100..1000/s)`,
  stageWithoutLength: (text) => `"${text}" no tiene duración`,
  noRateAboveZero: (text) => `"${text}" no tiene ninguna tasa mayor que 0: no se enviaría nada`,

  notATarget: (text) => `"${text}" no es un destino (escríbalo como tcp://127.0.0.1:65432)`,
  notALoadTarget: (text, hint) => `"${text}" no es un destino: ${hint}`,
  targetHints: {
    tcp: (text) => `escriba tcp://${text}`,
    needsScheme: (text) => `escriba tcp://${text}, o tls://${text} para TLS`,
    port: (port) => `escriba tcp://127.0.0.1:${port} para un puerto de esta máquina`,
    host: (host) => `escriba tcp://${host}:PUERTO, o http://${host}/ para un servidor web`,
    socket: (path) => `escriba unix://${path}`,
    absolutePath: () => "escriba unix:///ruta, con una ruta absoluta",
    noPath: (scheme) => `escriba ${scheme}://host:puerto, con IPv6 entre corchetes y sin ruta`,
    forms: () =>
      "escríbalo como tcp://127.0.0.1:65432, tls://[::1]:443, unix:///run/tasks.sock, http://host/ruta, redis://host",
  },
  noTarget: () => "indique el destino de la carga, por ejemplo tcp://127.0.0.1:6379",
  pidForTarget: (text, process) =>
    `"${text}" no es un destino: ${/\d+/.exec(text.split(":").at(-1) ?? "")?.[0] ?? text} es el PID de ${process}; escriba el puerto en el que escucha, de 1 a 65535`,
  notAnAddress: (text, scheme) =>
    `"${text}" no es un destino: escriba ${scheme}://host o ${scheme}://host:puerto, con un puerto de 1 a 65535 e IPv6 entre corchetes`,
  addressWithPassword: (scheme) =>
    `una dirección ${scheme}:// con usuario o contraseña quedaría guardada en run.json y en los informes: quítelos, e inicie sesión con --send o con [[connection.hello]] en un escenario`,
  redisDatabase: (address) =>
    `una dirección redis:// no lleva ruta: escriba ${address}, y elija la base de datos con [[connection.hello]] (SELECT) en un escenario`,
  portForPid: (port, process, pid) =>
    `no existe el proceso ${port}; el puerto ${port} es de ${process}, cuyo PID es ${pid}: escriba --watch-pid ${pid}`,
  noProcess: (pid) => `no existe el proceso ${pid} que se quiere observar`,

  sendsOneThing: (flags) =>
    `una solicitud envía una sola cosa: indique solo una de ${flags.join(", ")}`,

  ofLine: (number, problem) => `línea ${number}: ${problem}`,
  offsetDecreases: (offset) => `"${offset}" es anterior al instante de la línea previa`,
  tooManyArrivals: (limit) => `más de ${limit} llegadas`,
  noArrivals: () => "no hay llegadas: cada línea contiene un instante",

  unknownEscape: (escape) =>
    `"${escape}" no es una secuencia de escape (escriba \\r, \\n, \\t, \\0, \\\\, \\xHH para un byte, \\u{HHHH} para un carácter)`,
  notACharacter: (hex) => `"\\u{${hex}}" no es un carácter de Unicode`,

  fileEmpty: (path) => `"${path}" está vacío`,
  fileIsFolder: (path) => `"${path}" es una carpeta`,
  fileTooLarge: (path, size, limit) => `"${path}" ocupa ${size}, más que el límite de ${limit}`,
  fileUnreadable: (path, reason) => `no se puede leer "${path}": ${reason}`,

  quoteOpen: (quote, text) => `falta cerrar ${quote} en ${text}`,
  backslashEnds: (text) => `sobra una barra invertida al final de ${text}`,

  missingKey: (key) => `falta ${key}`,
  unknownKey: (key, similar) =>
    `clave desconocida "${key}"${similar === undefined ? "" : ` (¿quiso decir "${similar}"?)`}`,
  wrongKind: (value, wanted) => `${value} no es ${wanted}`,
  kinds: {
    text: "un texto ni un número",
    boolean: "true ni false",
    list: "una lista de textos",
    table: (key) => `una tabla: escriba [${key}]`,
    tables: (key) => `una lista de tablas: escriba [[${key}]]`,
  },
  stagesTwice: () => "no va junto con tablas [[stage]]: use una de las dos formas",
  greetingTwice: () => "también está al comienzo del archivo",
  helloMustGoOn: () =>
    "la conexión debe seguir abierta después de esta respuesta: close y none no sirven",
  contentTwice: () => "no va junto con tablas [[request]]: páselo a una de ellas",
  nameTaken: (name) => `"${name}" ya es el nombre de otra solicitud`,
  nothingToSend: (flags) => `no hay nada que enviar: indique uno de ${flags.join(", ")}`,
  notAWeight: (text, max) => `"${text}" no es un número mayor que 0 y hasta ${max}`,

  cantWrite: (folder, reason) => `no se puede escribir en ${folder}: ${reason}`,
  cantRead: (path, reason) => `no se puede leer ${path}: ${reason}`,
  noRunFolder: (path, files) =>
    `${path}: no es la carpeta de una medición (no contiene ${files.join(" ni ")})`,
  hasOwnReport: (path, command) =>
    `${path}: una medición de bun bench ${command}, cuyo report.md ya está ahí`,
  notALoad: (path, command) =>
    `${path}: una medición de otra clase (${command}), no de bun bench load`,
  noSchemaVersion: (file) => `${file}: falta schemaVersion`,
  newerSchema: (file, version, known) =>
    `${file}: escrito por un Escalera más nuevo (versión de esquema ${version}; este lee hasta la ${known})`,
  unknownRunCommand: (file, command) =>
    `${file}: una medición de un comando desconocido ("${command}")`,
  wrongField: (file, { path, expected, found }) =>
    found === undefined
      ? `${file}: falta ${path}`
      : `${file}: ${path} es ${found}; se esperaba ${expectedWords(expected)}`,
  moreWrongFields: (file, count) => `${file}: y ${counted(count, "problema")} más`,
  brokenFile: (file, reason) => `${file}: dañado (${reason})`,
  requestsCsv: {
    unknownHeader: "encabezado desconocido",
    atLine: (line, problem) => `línea ${line}: ${problem}`,
    cells: (count) => `${count} celdas`,
    wrongCell: (column, text) => `${column} es "${text}"`,
    emptyCell: (column) => `${column} está vacía`,
    hops: "algunos instantes del recorrido de la tarea están vacíos o no son números",
  },
  notARecord: (file) => `${file}: no es el registro de una medición`,
  rowsMissing: (file, rows, { level, repeat, attempt }) =>
    `${file}: ${rows} filas del nivel ${level}, repetición ${repeat}, intento ${attempt}: se esperaban ${level}`,
  noSuchRun: (name, folder) =>
    `"${name}" no es una carpeta ni el nombre o la etiqueta de una medición de ${folder} (bun bench list ${folder} las muestra)`,

  needTwoRuns: () => "indique dos mediciones, o --a y --b con las opciones de bun bench load",
  runsOrSides: (runs) => `${runs.join(" ")}: indique dos mediciones, o --a y --b, no ambas cosas`,
  savedNotRepeated: () => "las mediciones guardadas no se repiten",
  otherSideMissing: () => "falta el otro lado: indique las opciones de bun bench load",
  belongsToComparison: (flag, side) => `${flag} es de la comparación: indíquela fuera de ${side}`,
  noHelpInside: () => "--help no es una opción de una medición",
  notAShare: (text) => `"${text}" no es un porcentaje de hasta 1000% (escríbalo como 5%)`,

  notWholeSeconds: (text) =>
    `"${text}" no es un número entero de segundos, que algunas de las herramientas exigen`,
  noTimeToMeasure: (text) => `"${text}" no deja tiempo para medir`,
  bodyTooLarge: (text) => `"${text}" supera el límite de 16 MiB por mensaje`,
  notAQueueName: (text) =>
    `"${text}" no es un nombre de cola (de 1 a 255 bytes, sin empezar con "amq.")`,

  // el barrido
  maxTimeWithoutAuto: () => "solo se usa con --repeat auto",
};
