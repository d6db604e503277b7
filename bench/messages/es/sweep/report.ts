// The report of a sweep, in Spanish.
import type { SweepReportTexts } from "../../en/sweep/report.ts";

export const spanish: SweepReportTexts = {
  title: (from, to, clients, setUp) =>
    `${from === to ? clients : `de ${from} a ${clients}`} a la vez, ${setUp}`,
  setUp: {
    tasks: (threads, service) => `${threads} × ${service} por tarea`,
    ofWork: (service, work) => `${service} de ${work}`,
    sharing: (cores, step) => `, que comparten ${cores}: un escalón cada ${step}`,
    ofTarget: (setUp) => `se espera del destino: ${setUp}`,
    topology: (workers, threadsEach, entries, balancer) =>
      `${workers} de ${threadsEach} detrás de ${entries} y ${balancer}`,
  },
  alarms: {
    stopped: (bursts, count) =>
      `La medición se detuvo antes de terminar: ${count === 1 ? "se midió" : "se midieron"} ${bursts}.`,
    invalid:
      "El límite fue el generador de carga o su máquina, no el sistema. Los veredictos no valen.",
  },
  verdict: "veredicto",
  result: "resultado",
  found: "lo medido",
  evidence: "evidencia",
  evidenceSummary: "Los números detrás de los veredictos",
  expectedOnly:
    "El destino ya estaba en marcha. Sus hilos y su tiempo de servicio son los que se indicaron en la línea de comandos, no su configuración real.",
  levels: {
    heading: "Niveles",
    explained:
      "En el nivel n, n clientes envían en el mismo instante. El tiempo total va desde ese instante hasta la última respuesta correcta. Los grupos son respuestas que llegan juntas: 10 ×9 son nueve grupos seguidos de 10. Una ráfaga con solicitudes fallidas no se compara con el ideal.",
    percentiles:
      "En una ráfaga de 100 solicitudes o menos, un percentil muestra sobre todo en qué escalón de la escalera cae. Los percentiles y los histogramas se dan como referencia; los residuos por escalón dicen más.",
    all: "Todos los niveles e intentos",
    histograms: "Histogramas de los tiempos de respuesta, nivel por nivel",
    firstBursts: (summary, shown, all) => `${summary}: las primeras ${shown} de ${all} ráfagas`,
    ok: "correctas",
    makespan: "tiempo total",
    ideal: "ideal",
    late: "atraso",
    throughput: "rendimiento",
    groups: "grupos",
    repeat: "repetición",
    attempt: "intento",
    lane: "carril",
    judged: "se juzga",
    min: "mín.",
    reason: "motivo",
    repeatNumber: (repeat) => `repetición ${repeat}`,
    attemptNumber: (attempt) => `intento ${attempt}`,
  },
  residuals: {
    heading: "Residuos por escalón",
    none: "No hay: ningún nivel tiene todas sus respuestas y un ideal.",
    explained: (threads) =>
      `Tiempo en que terminó cada tarea menos el ideal, en todas las ráfagas en las que se respondió cada solicitud. El escalón k es el grupo número k de ${threads} tareas.`,
    step: "escalón",
    completions: "tareas",
    median: "mediana",
    max: "máx.",
  },
  failures: {
    heading: "Solicitudes sin respuesta correcta",
    outcome: "final",
    code: "código",
    requests: "solicitudes",
    levels: "niveles",
  },
  outcomes: {
    ok: "correcta",
    error: "respuesta de error",
    timeout: "vencida",
    refused: "conexión rechazada",
    reset: "conexión interrumpida",
    closed: "conexión cerrada",
    malformed: "respuesta mal formada",
    unfinished: "sin terminar",
  },
  health: {
    heading: "Estado del generador de carga",
    worst: "lo peor de todos los niveles",
    eventLoop: "demora del bucle de eventos",
    scheduleLag: "atraso del envío (envío real − comienzo previsto)",
    generatorCpu: "CPU del generador (100 % = un núcleo)",
    hostCpu: "CPU de la máquina (100 % = todos los núcleos)",
  },
  again: {
    heading: "Niveles medidos de nuevo",
    none: "Ninguno. Un nivel se mide de nuevo solo si el límite fue el generador de carga o su máquina.",
    some: "En estos niveles el límite fue el generador de carga o su máquina. Se midieron de nuevo, de a uno por vez. Vale el último intento, muestre lo que muestre.",
  },
  how: {
    system: "sistema",
    requests: "solicitudes",
    json: "JSON: el servidor informa los tiempos de cada tarea",
    plain: "líneas simples: el servidor no informa nada (caja negra)",
    lanes: "carriles",
    oneLane: "1: una ráfaga por vez",
    oneLaneCluster: "1: una ráfaga por vez, alternando entre el clúster y la forma local",
    manyLanes: (lanes) => `${lanes}, cada uno con su propio servidor`,
    bounds: "límites",
    boundsText: (overhead, step, service) =>
      `a ≤ ${overhead}, |b| ≤ ${step} por escalón, S ± ${service}`,
    slack: (overhead, slack) =>
      `${overhead} (${slack} de ellos porque los carriles comparten la máquina)`,
  },
  files: {
    runJson: "todo, para programas: opciones, máquina, niveles con sus histogramas, veredictos",
    requestsCsv: "una fila por solicitud, sin procesar",
    levelsCsv: "una fila por ráfaga",
    latencyHgrm:
      "distribución de percentiles de las respuestas correctas de todas las ráfagas juzgadas, en ms",
    junitXml: "un caso de prueba por veredicto",
    requestsLocalCsv: "una fila por solicitud a la forma local, medida junto al clúster",
  },
  pictures: {
    staircase: {
      title: "La escalera",
      caption:
        "Las tareas terminan en grupos del tamaño del pool, y el tiempo total sube un escalón después de cada múltiplo de c. La línea fina es el ideal.",
    },
    throughput: {
      title: "Rendimiento según los clientes concurrentes",
      caption:
        "Un diente de sierra: sus picos están en los múltiplos de c, donde el último grupo está completo.",
    },
    residuals: {
      title: "Residuos por escalón",
      caption:
        "Cuánto se atrasaron las tareas respecto del ideal, por escalón y en todos los niveles. La altura del primer escalón es la sobrecarga a; la pendiente es la sobrecarga por escalón, b.",
    },
    histogram: {
      title: "Tiempos de respuesta según los clientes concurrentes",
      caption:
        "Cada columna es el histograma de los tiempos de respuesta de un nivel. El color indica cuántas respuestas hay en cada celda.",
    },
    threads: {
      title: "Qué hicieron los hilos",
      caption: "Qué hizo cada hilo durante una ráfaga, según informa el servidor.",
    },
    health: {
      title: "Estado del generador de carga",
      caption:
        "Cuánto se atrasó el generador de carga en cada nivel, y cuán ocupados estuvieron él y su máquina. Los valores altos vienen de la medición, no del sistema.",
    },
    beside: {
      title: "El clúster junto a la forma local",
      caption:
        "Los mismos niveles en un solo servidor del mismo ancho, medidos de forma alternada con el clúster.",
    },
    waterfall: {
      title: "Qué agrega cada tramo",
      caption:
        "Una barra por tramo, cada una desde donde termina la anterior: el tiempo (mediana) que el tramo agrega al ideal.",
    },
  },
  cluster: {
    heading: "Qué cuesta la distribución",
    unknown:
      "Desconocido: ningún nivel recibió todas sus respuestas tanto del clúster como de la forma local.",
    perTask: (ms, levels) => `La distribución cuesta ${ms} ms por tarea (mediana de ${levels})`,
    atCrest: (level, share, cluster, local) =>
      ` y, con n = ${level}, el ${share} del rendimiento (${cluster} en lugar de ${local})`,
    explained: (threads) =>
      `El clúster se comparó, ráfaga por ráfaga y en la misma máquina, con un solo servidor de ${threads} hilos que no almacena nada. Los tiempos van desde que sale la ráfaga hasta la última respuesta. El costo por tarea es el tiempo en que terminó en el clúster menos el de la tarea del mismo puesto en la forma local (mediana).`,
    local: "local",
    cluster: "clúster",
    difference: "diferencia",
    perTaskHead: "por tarea",
    change: "cambio",
    wayHeading: "El recorrido de una tarea",
    noWay: "Desconocido: ninguna respuesta trajo las marcas de tiempo de su tarea.",
    wayExplained:
      "Según las marcas de tiempo de cada proceso que tuvo la tarea, todos en una misma máquina. La espera en la cola es negativa cuando un worker recibió la tarea antes de que la confirmación del broker llegara al servidor de entrada. Las medianas de los tramos no tienen por qué sumar la mediana del total.",
    hop: "tramo",
    medianAndP90: "ms: mediana / p90",
    whole: "envío → respuesta",
    hops: {
      accept: "cliente → servidor de entrada",
      confirm: "aceptada → confirma el broker",
      queue: "confirmada → entregada",
      claim: "entregada → fila tomada",
      dispatch: "tomada → empieza en un hilo",
      work: "en el hilo",
      store: "termina el hilo → guardada",
      reply: "guardada → sale la respuesta",
      return: "respuesta → servidor de entrada",
      answer: "servidor de entrada → cliente",
    },
  },
};
