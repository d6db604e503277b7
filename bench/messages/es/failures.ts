// Why requests failed, and what helps, in Spanish.
import type { FailureTexts } from "../en/failures.ts";

export const spanish: FailureTexts = {
  kinds: {
    refused: "conexión rechazada",
    reset: "conexión cortada",
    "closed early": "conexión cerrada antes de tiempo",
    "connect time-out": "tiempo límite de conexión vencido",
    "reply time-out": "tiempo límite de respuesta vencido",
    "wrong reply": "respuesta incorrecta",
    "malformed reply": "respuesta mal formada",
    "malformed: out of order": "mal formada: fuera de orden",
    TLS: "TLS",
    "no TLS": "sin TLS",
    DNS: "DNS",
    "out of descriptors": "sin descriptores de archivo",
    "out of ports": "sin puertos",
    "connection failed": "conexión fallida",
    dropped: "descartada",
  },
  remedies: {
    "malformed: out of order":
      "quite --ordered y diga dónde llevan un id las respuestas: --id-at, --id-match, --reply json-id",
    "no TLS": "escriba tcp://host:puerto para un puerto sin TLS, o indique el puerto que lo tiene",
    TLS: "indique con --tls-ca los certificados de confianza, u omita la comprobación con --insecure",
    "out of descriptors":
      "aumente el límite de archivos abiertos (ulimit -n) o use menos conexiones",
    "out of ports":
      "conserve las conexiones (sin --reconnect), use menos o amplíe net.ipv4.ip_local_port_range",
  },
  details: {
    noReplyWithin: (duration) => `ninguna respuesta en ${duration}`,
    noConnectionWithin: (duration) => `ninguna conexión en ${duration}`,
    allConnectionsBusy: "todas las conexiones estaban ocupadas",
    noDescriptorLeft: "no quedan descriptores de archivo",
    notTlsReply:
      "el servicio acepta TCP, pero no TLS: lo que contesta al saludo TLS (handshake) no es TLS",
    closedInHandshake:
      "el servicio acepta TCP, pero cerró la conexión durante el saludo TLS (handshake), como hace un servicio sin TLS",
    noHandshakeWithin: (duration) =>
      `el servicio acepta TCP, pero no TLS: el saludo TLS (handshake) no terminó en ${duration}`,
    closedBeforeReady: "la conexión se cerró antes de poder llevar una solicitud",
    calledOff: "la carga terminó mientras se abría la conexión",
    greetingTooLong: (limit) => `el saludo del servicio supera ${limit}`,
    wrongGreeting: (problem) => `al saludo del servicio: ${problem}`,
    wrongHelloReply: (hello, problem) => `a ${hello}: ${problem}`,
    serverClosed: "el servidor cerró la conexión",
    serverClosedAfterReply:
      "el servidor cerró la conexión después de responder a una solicitud anterior",
    closedAfterMalformed: "cerrada por el generador después de una respuesta mal formada",
    closedAfterDisorder: "cerrada por el generador después de una respuesta fuera de orden",
    closedAfterTimeout: "cerrada por el generador porque venció una solicitud anterior",
    replyTooLong: (limit) => `la respuesta supera ${limit}`,
    surplusBytes: (bytes) =>
      `${bytes} bytes más que la respuesta, sin otra solicitud en curso: ¿describe --reply dónde termina una respuesta?`,
    carriesAnothers: (index, others, reply) =>
      `la respuesta a la solicitud ${index} contiene ${others}, que es de otra solicitud: ${reply}`,
    tooShortForId: "la respuesta es demasiado corta para contener un id",
    unexpectedBytes: "llegaron bytes aunque no se esperaba ninguna respuesta",
  },
  malformed: {
    http: {
      headTooLong: (limit) => `el encabezado supera ${limit}`,
      chunkSize: (shown) => `el tamaño del fragmento es "${shown}"`,
      chunkTooLong: "el fragmento supera su tamaño",
      foldedField: "el campo que da la longitud está partido en varias líneas",
      severalLengths: "más de un Content-Length",
      contentLength: (shown) => `Content-Length vale "${shown}"`,
      switchesProtocols: "101: el servidor cambia a otro protocolo",
      chunkedHttp10: "Transfer-Encoding en HTTP/1.0",
      twoFramings: "Transfer-Encoding y Content-Length a la vez",
      statusLine: (shown) => `no es una línea de estado de HTTP/1.x: "${shown}"`,
    },
    frame: {
      lengthTooSmall: (length, counted) =>
        `la longitud es ${length}, menos que sus propios ${counted} bytes, que van incluidos (inclusive)`,
      lengthTooLarge: (length, limit, header) =>
        `la longitud es ${length}, más que el límite de ${limit}: ¿es ${header} lo correcto?`,
    },
    webSocket: {
      closed: (code) =>
        `el servidor cierra el WebSocket${code === undefined ? "" : ` (código ${code})`}`,
      interleaved: "una trama de un mensaje que no ha empezado, o de un segundo mensaje",
      messageTooLong: (limit) => `un mensaje de más de ${limit}`,
      notAFrame: "los bytes no son una trama de un servidor WebSocket",
      controlFrame: "una trama de control demasiado larga o fragmentada",
      frameTooLong: (limit) => `una trama de más de ${limit}`,
    },
  },
};
