// `--help` of the small commands of `bun bench`, in Spanish.
import type { BenchHelp } from "../en/help.ts";

export const spanish: BenchHelp = {
  out: "dónde se crea la carpeta de la medición",
  label: "parte del nombre de la medición",
  list: {
    description:
      "Lista las mediciones de una carpeta, de la más nueva a la más vieja: fecha, comando, resultado.",
    examples: ["bun bench list", "bun bench list /tmp/results --json | jq '.runs[0].path'"],
    folder: "dónde están las carpetas de las mediciones",
    json: "muestra JSON: un objeto con runs y broken",
    none: (folder) => `no hay mediciones en ${folder}`,
  },
  open: {
    description:
      "Abre en el navegador el informe más nuevo, o el de una medición. Sin pantalla, muestra su ruta.",
    examples: [
      "bun bench open",
      "bun bench open results/reference-lanes-1",
      "scp $(bun bench open --print) yo@notebook:   solo la ruta",
    ],
    run: "la carpeta de una medición (por defecto: la más nueva que tenga informe)",
    out: "dónde están las carpetas de las mediciones",
    print: "muestra la ruta y no abre nada",
    failed: (program) => `nota: ${program} no pudo abrirlo`,
    noReportIn: (folder) => `ninguna medición de ${folder} tiene informe: haga una con bun bench`,
    noReportOf: (run) => `${run} no tiene informe: créelo con bun bench report ${run}`,
  },
  report: {
    description:
      "Escribe de nuevo los informes de una medición guardada y muestra su resumen. Lo medido y los veredictos no cambian.",
    examples: [
      "bun bench report results/reference-lanes-1",
      "bun bench report results/20260102T030405Z-load -o /tmp/informe",
      "bun bench report results/reference-cluster --lang es -o /tmp/informe",
    ],
    run: "la carpeta de un barrido, de una prueba de carga o de una comparación",
    out: "dónde se escriben los archivos (por defecto: la carpeta de la medición)",
  },
  micro: {
    description:
      "Mide las partes por separado: separación de líneas, codificación de mensajes, histograma, ida y vuelta por tinypool, una solicitud completa.",
    examples: ["bun bench micro", "bun bench micro --filter histogram"],
    filter: "solo las mediciones cuyo nombre contenga este texto",
  },
  selftest: {
    description:
      "Mide dos servicios cuyos tiempos de respuesta se conocen: uno se detiene 2 s de cada 12 s con 1000 solicitudes " +
      "por segundo; el otro demora sus respuestas un tiempo conocido. Tarda unos 30 s.",
    examples: (allowedPercent) => [
      "bun bench selftest             una tabla: el valor verdadero, el medido y el que daría la carga cerrada",
      "bun bench selftest --json      lo mismo en JSON",
      "",
      `Códigos de salida: 0 todo dentro del ${allowedPercent} %, 1 un valor se aparta, 3 inválida: el generador se atrasó.`,
    ],
    json: "muestra JSON",
    interrupted: () => "interrumpida: no hay resultado",
  },
  peers: {
    description:
      "Mide Escalera junto a otras herramientas, por turnos y en esta máquina: generadores de carga " +
      "(redis-benchmark, wrk, h2load, autocannon, un ciclo de Bun sin nada más) y servidores de tareas de diez hilos " +
      "(ThreadPoolExecutor de Python, Node con piscina, los Workers de Bun). Nombra las herramientas que faltan.",
    examples: [
      "bun bench peers                                todas, unos 15 minutos",
      "bun bench peers --only redis,http --rounds 3   dos comparaciones, para una primera mirada",
      "bun bench peers --only servers                 los servidores de tareas",
      "",
      "Comparaciones: redis, http, open, connections (generadores); servers-kept,",
      "servers-kept-100, servers-module, servers-each, servers-3s (servidores).",
      "En Debian: apt-get install redis-server redis-tools nginx-light wrk nghttp2-client python3 nodejs",
      "Códigos de salida: 0 se midió, 1 falló un turno, 2 uso incorrecto, 4 no se midió nada, 70 un defecto,",
      "130 interrumpida (se conserva lo medido).",
    ],
    only: "comparaciones o grupos de comparaciones, separados por comas",
    rounds: "turnos de cada participante (servers-3s: 2 como máximo)",
    duration: "tiempo medido de cada turno",
    seed: "semilla del orden de los turnos",
  },
  queue: {
    description:
      "Mide un RabbitMQ por separado, como lo hace su propio PerfTest: publicar y confirmar, consumir y confirmar, " +
      "ida y vuelta, y latencia a tasa constante, en una cola de quórum nueva que se borra al final.",
    examples: [
      "bun bench queue amqp://tasks:secret@127.0.0.1:5672/",
      "bun bench queue amqp://127.0.0.1 -d 30s --size 1KiB --rate 2000/s",
      "",
      "Códigos de salida: 0 se midió, 1 se perdió el broker durante la medición, 2 uso incorrecto, 3 inválida (el límite",
      "fue quien publica), 4 no se midió nada, 70 un defecto, 130 interrumpida (se conserva lo medido).",
    ],
    broker: "amqp://usuario:clave@host:puerto/vhost, o amqps://…",
    duration: "tiempo medido de cada una de las seis fases",
    size: "bytes del cuerpo de un mensaje",
    rate: "tasa de la fase constante (por defecto: la mitad de la tasa de ida y vuelta)",
    publishers: "publicadores, cada uno con su propia conexión",
    window: "máximo de mensajes en curso por publicador, y prefetch",
    queue: "nombre de la cola, que no debe existir (por defecto: un nombre nuevo)",
    brokerLost: (broker, reason) => `se perdió ${broker}: ${reason}`,
    warning: (reason) => `advertencia: ${reason}`,
  },
};
