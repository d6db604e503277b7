// `bun bench load --help`, in Spanish.
import type { LoadHelp } from "../../en/load/help.ts";

export const spanish: LoadHelp = {
  description:
    "Carga cualquier servicio que responda solicitudes por TCP, TLS o un socket Unix, e informa tiempos de respuesta y rendimiento.",
  target:
    "tcp://host:puerto, tls://host:puerto, unix:///ruta, o http://, https://, redis://, ws:// con los valores propios del protocolo; puede estar en el escenario",
  scenario:
    "archivo TOML con opciones, varias solicitudes, etapas; valen más las opciones de la línea de comandos",

  requestGroup: "Solicitudes y respuestas:",
  send: "texto que se envía, con secuencias como \\r\\n y plantillas: {{i}}, {{u32be i}}, {{connection}}, {{uuid}}, {{random 64}}",
  sendFile: "envía un archivo entero como una solicitud; plantillas como arriba",
  sendJsonl:
    "envía cada línea de un archivo como una solicitud, en orden, y al final vuelve a empezar",
  shuffle: "toma las líneas de --send-jsonl al azar",
  task: "una tarea para el servidor de Escalera, en su forma JSON",
  reply:
    "dónde termina una respuesta: line, lines:N, bytes:N, until:TEXT, frame:u32be (longitud al comienzo: u16/u32/u64, be/le; " +
    ":inclusive si la longitud se cuenta a sí misma), http, json-id, close, none (por defecto: line; con --task json-id)",
  idAt: "asocia las respuestas por un id ubicado a tantos bytes del comienzo, como 4:u32be",
  idMatch: "asocia las respuestas por un id de su texto: el primer grupo de la regex, o toda ella",
  ordered:
    "el protocolo garantiza las respuestas en el orden de las solicitudes (los destinos http y redis lo implican)",
  expect: "una respuesta que no coincide con esta regex es fallida",
  reject: "una respuesta que coincide con esta regex es fallida",
  expectError:
    "una respuesta de error que no es falla: su código (busy, 503) o una regex; se cuenta aparte (repetible)",

  connectionGroup: "Conexiones:",
  connections: (closed, open) =>
    `cantidad de conexiones (por defecto: ${closed}; en carga abierta ${open}, de las que cada solicitud toma una libre)`,
  pipeline:
    "máximo de solicitudes en curso por conexión; con más de 1, los percentiles necesitan --ordered o ids",
  reconnect: "never, each (en cada solicitud), every:N solicitudes",
  greeting: "el servidor habla primero; dónde termina su saludo, como en --reply",
  tlsCa: "archivo PEM: certificados con los que se verifica el del servidor",
  tlsCert: "archivo PEM: certificado del cliente",
  tlsKey: "archivo PEM: clave del certificado del cliente",
  insecure: "no verifica el certificado del servidor",

  loadGroup: "Carga (cerrada, salvo con --rate, --stages o --burst):",
  duration: "tiempo medido (por defecto: 10s, salvo con -n); 10 significa 10s",
  requests: "termina después de tantas solicitudes",
  think: "carga cerrada: pausa de una conexión después de cada respuesta",
  rate: "carga abierta: solicitudes por segundo en total, como 1000, 1000/s o 60/min",
  stages: "carga abierta: 10s:100/s,30s:100..1000/s,5s:0 (.. es una rampa lineal)",
  arrivals: "carga abierta: constant, poisson, file:PATH",
  drop: "carga abierta: descarta la solicitud que no encuentra una conexión libre (por defecto: espera)",
  burst: "n solicitudes en un mismo instante, cada una en su propia conexión",
  warmup: "carga previa al tiempo medido; nunca entra en el resultado",
  timeout: "tiempo límite de una respuesta y de una conexión",
  generators: "procesos que se reparten la carga, hasta 64",
  seed: "semilla de las llegadas, de la elección de solicitudes y de las plantillas",

  resultGroup: "Resultado:",
  failIf:
    "código 99 si la condición se da: p99>200ms, errors>0.1%, throughput<500/s, achieved<99% (repetible)",
  passIf: "código 99 si la condición no se da: p99<200ms (repetible)",
  strict: "un umbral cuyo intervalo del 95 % cruza su límite es desconocido",
  allowUnknown: "un umbral desconocido no hace fallar la medición",
  allowErrors: "más de 1 % de solicitudes fallidas, o un silencio, no hacen fallar la medición",
  abortOnFail: "termina en cuanto un umbral ya no se puede cumplir",
  watchPid: "informa también la CPU y la memoria de un proceso (repetible)",
  samples: "escribe requests.csv, una fila por solicitud",
  format: "salida: text, json o markdown; github agrega un archivo",
  out: "dónde se crea la carpeta de la medición",
  label: "parte del nombre de la medición (por defecto: el del escenario)",

  examples: [
    "bun bench load redis://127.0.0.1:6379 -c 50 -d 10s",
    "                                     Redis, carga cerrada: cada conexión envía cuando le responden",
    "bun bench load http://127.0.0.1/ -c 50",
    "                                     un servidor web, conexiones que se mantienen; todo estado que no sea 2xx o 3xx es fallido",
    'bun bench load tcp://127.0.0.1:65432 --task "Generar Facturas" -n 20',
    "                                     el servidor de Escalera (bun run server), respuestas asociadas por id",
    "bun bench load tcp://127.0.0.1:6379 --send 'PING\\r\\n' -R 1000/s -d 30s --warmup 5s --pass-if 'p99<5ms'",
    "                                     carga abierta, medida desde el comienzo previsto; código 99 salvo que p99 < 5 ms",
    "bun bench load tcp://127.0.0.1:9000 --reply frame:u32be --id-at 4:u32be --pipeline 8 \\",
    "               --send '\\0\\0\\0\\x04{{u32be i}}'",
    "                                     un protocolo binario cuyas respuestas llegan en cualquier orden",
    "bun bench load tcp://127.0.0.1:65432 --task tarea -c 64 -d 20s --warmup 5s",
    "                                     un clúster (bun run cluster --service 0): tareas guardadas por segundo;",
    "                                     con -R 100/s en lugar de -c 64, el tiempo de una tarea",
    "bun bench load tcp://127.0.0.1:6379 --scenario bench/scenarios/redis.toml -R 5000/s",
    "                                     varias solicitudes con pesos, desde un archivo",
    "",
    "Códigos de salida: 0 se midió, 1 más de 1 % fallidas o un silencio, 2 uso incorrecto, 3 la medición es inválida",
    "(el límite fue el generador), 4 no hay nada que medir, 70 un defecto, 99 un umbral no se cumplió o es",
    "desconocido, 130 interrumpida (se conserva lo medido).",
  ],
};
