// What is wrong with what the user typed, in Spanish.
import type { Problems } from "../en/problems.ts";

export const spanish: Problems = {
  error: (problem) => `error: ${problem}`,
  bug: () => "error: esto es un defecto de Escalera; por favor, infórmelo:",
  noneOf: (text, choices) => `"${text}" no es ninguno de ${choices.join(", ")}`,

  required: (form) => `es obligatorio: ${form}`,
  storeForBroker: () => "es obligatorio con --broker: los registros se leen del almacén",
  storeForBlobs: () => "es obligatorio con --blobs: un resultado grande pertenece a un registro",
  blobsMissing: () => "es obligatorio: el lugar de los resultados grandes, file:./blobs o s3://…",
  idleWithout: (needed, why) =>
    `no tiene efecto sin ${needed}: ${why}. Agregue ${needed} o quite esta opción`,
  idleWith: (other, why) => `no tiene efecto con ${other}: ${why}`,
  idleBefore: (command) =>
    `no tiene efecto antes de ${command}: pertenece al arranque de un clúster`,
  writeAfter: (command, flag) =>
    `no tiene efecto antes de ${command}: escríbala después, como en bun run cluster ${command} ${flag} …`,
  why: {
    ofEntry: "pertenece a un servidor de entrada",
    workersRun: "los workers ejecutan las tareas; dé esta opción a bun run worker",
    brokerQueues: "las tareas esperan en el broker; limítelas con --max-in-hand",
    noRecords: "no se guardan registros",
    noPage: "no hay página en vivo",
    onAdminPort: "/live está en el puerto de administración",
    moduleDecides: "el módulo decide qué hace una tarea. Quite una de las dos",
  },
  noThreadsToShow: () =>
    "un servidor de entrada no tiene hilos que mostrar: use bun run cluster --dashboard",
  outOfRange: (text, min, max) => `"${text}" no está entre ${min} y ${max}`,
  tooShort: (text, limit) => `"${text}" es menor que ${limit}`,
  noTimeForReply: (text) => `"${text}" no deja tiempo para una respuesta`,
  noTimeToRead: (text) => `"${text}" no deja tiempo al cliente para leer sus respuestas`,
  recordAlone: () =>
    "--status y --result no se combinan: ni entre sí, ni con una tarea, ni con --id",
  oneTaskForId: () => "--id nombra una sola tarea: dé una sola",
  tooFewFiles: (limit, reserved) =>
    `el límite de archivos abiertos es ${limit}: un servidor necesita más de ${reserved} (auméntelo con ulimit -n)`,
  badModule: (path, reason) => `"${path}" no se puede ejecutar como tarea: ${reason}`,
  noSuchFile: () => "el archivo no existe",
  notLoaded: (limit) => `no se cargó en ${limit}`,

  schemeNotSupported: (scheme, schemes) =>
    `"${scheme}" no es compatible: use ${schemes.join(", ")}`,
  notATaskStore: (url, forms) => `"${url}" no es un almacén de tareas (escríbalo como ${forms})`,
  notABlobStore: (url, forms) =>
    `"${url}" no es un almacén de resultados (escríbalo como ${forms})`,
  noPath: (url, form) => `"${url}" no nombra ninguna ruta (escríbalo como ${form})`,
  or: "o",
  newerSchema: (version, known) =>
    `el esquema del almacén tiene la versión ${version}, y este programa lee hasta la versión ${known}: use un Escalera más nuevo`,
  notABroker: (reason, form) =>
    `no es la dirección de un broker, como ${form}: ${reason} (en una contraseña, escriba : @ / como %3A %40 %2F)`,
  brokerForm: () => "forma incorrecta",
  brokerNoHost: () => "falta la máquina",
  brokerIpv6Among: () => "entre varias máquinas no puede haber una dirección IPv6: use nombres",
  brokerHost: () => "cada máquina es un nombre o una dirección, con puerto o sin él",
  brokerPort: (port) => `${port} no es un puerto (1 a 65535)`,
  brokerEscape: () => "un % no va seguido de dos dígitos hexadecimales",
  badQueue: (queue, maxBytes) =>
    `"${queue}" no es un nombre de cola: de 1 a ${maxBytes} bytes, sin empezar con "amq."`,
  notAnS3Url: (form) => `no es una URL de S3, como ${form}`,
  s3Escape: () =>
    "un % de la URL de S3 no va seguido de dos dígitos hexadecimales (escriba el propio % como %25)",
  s3Parameter: (name) => `una URL de S3 no tiene el parámetro "${name}": use region, tls`,
  badBucket: (name) => `"${name}" no es un nombre de bucket (de 3 a 63 entre a-z, 0-9, "." y "-")`,
  noS3Keys: () =>
    "faltan las claves de S3: escriba s3://ACCESS:SECRET@host:port/bucket, o defina AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY",
  badTls: (text) => `tls es 0 o 1, no "${text}"`,
  badEndpoint: (text) => `AWS_ENDPOINT_URL es como https://host:9000, no "${text}"`,

  notAnEngine: (name, engines) =>
    `"${name}" no es ninguno de ${engines.join(", ")} (escríbalo como amqp=amqp://host/)`,
  engineTwice: (engine) => `${engine} está repetido`,
  engineScheme: (engine, schemes) => `${engine}: su URL no empieza con ${schemes.join(" ni ")}`,
  notAScale: (text) => `"${text}" no es ni workers=N ni entries=N`,
  notAMember: (text) => `"${text}" no es el nombre de un miembro (escríbalo como worker 2)`,
  unknownClusterCommand: (name, known) => `comando desconocido "${name}": use ${known.join(", ")}`,
  misnamedClusterCommand: (name, right) => `comando desconocido "${name}": ¿quiso decir ${right}?`,
  startsWithoutCommand: (name) =>
    `comando desconocido "${name}": bun run cluster arranca un clúster sin ningún comando`,
  notJson: () => "el pedido no es JSON",
  unknownRequest: () => "este clúster no conoce el pedido",
  hostAlone: (text, instead) => `"${text}" es más que un host: escriba ${instead}`,
  portAlone: (text, instead) => `"${text}" es más que un puerto: escriba ${instead}`,
  pidForPort: (text, process, min, max) =>
    `${text} es el PID de ${process}, no un puerto: un puerto va de ${min} a ${max}`,
};
