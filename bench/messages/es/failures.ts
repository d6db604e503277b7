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
};
