// What a sweep's verdicts say, in Spanish.
import type { SweepJudgementTexts } from "../../en/sweep/judgement.ts";

export const spanish: SweepJudgementTexts = {
  interval: (low, high, unit) => ` (95 %: de ${low} a ${high} ${unit})`,
  noInterval: (bursts) => ` (sin intervalo: menos de ${bursts} ráfagas)`,
  noIntervalYet: " (aún sin intervalo)",
  moreWouldDecide: (repeats) =>
    repeats === 1
      ? "con 1 repetición más, aproximadamente, quedaría decidido"
      : `con unas ${repeats} repeticiones más quedaría decidido`,
  tooNearToDecide:
    "el valor está tan cerca de su límite que 1000 repeticiones no alcanzarían para decidir",
  allowed: (bound) => ` (se admiten ${bound})`,
  and: (first, second) => `${first} y ${second}`,

  width: {
    found: (threads, expected, agreeing, groups) =>
      `${threads}, se esperaban ${expected} (${agreeing} de ${groups} grupos completos tienen ese tamaño)`,
    insteadOf: (found, expected) => `${found} en lugar de ${expected}`,
    expected: (found, expected) => `${found}, se esperaban ${expected}`,
    changes: (widths) => `la cantidad de hilos cambia: ${widths.join(", ")}`,
    ofBursts: (threads, bursts) => `${threads} en ${bursts}`,
    atLeast: (tasks) => `al menos ${tasks} tareas a la vez`,
    tooFewClients: (largest, threads) =>
      `ningún nivel tiene más clientes que hilos (como máximo ${largest} clientes, se esperaban ${threads})`,
    nobodyWaited:
      "no se puede determinar la cantidad de hilos, porque ninguna solicitud tuvo que esperar",
    merged: (threads) =>
      `todas las respuestas de cada ráfaga llegaron juntas, y no antes de que ${threads} las terminaran`,
    becauseMerged:
      "no se puede determinar la cantidad de hilos, porque los grupos de respuestas llegaron juntos",
    tooFast: (shortest, threads) =>
      `las respuestas llegan con menos de ${shortest} de separación: escalones tan cortos no se distinguen de la variación (se esperaban ${threads})`,
    becauseTooFast: (shortest) =>
      `no se puede determinar la cantidad de hilos, porque los escalones duran menos de ${shortest}`,
    blurred: (median, threads) =>
      `los grupos de respuestas se mezclan (tamaño mediano ${median}, se esperaban ${threads})`,
    blurredSharing: (median, threads) =>
      `los grupos de respuestas se mezclan (tamaño mediano ${median}, se esperaban ${threads}, que comparten núcleos)`,
    becauseBlurred:
      "no se puede determinar la cantidad de hilos, porque los grupos de respuestas se mezclan",
    replayed: (threads, expected, error) =>
      `${threads}, se esperaban ${expected} (la mejor simulación, con un error medio de ${error})`,
    noClearReplay: (threads, largest) =>
      `las simulaciones con varios anchos se ajustan igual de bien (se esperaban ${threads}, niveles hasta ${largest})`,
    unknown: "no se puede determinar la cantidad de hilos",
  },

  service: {
    perTask: (duration) => `${duration} por tarea`,
    expected: (found, expected, allowed) =>
      `${found}, se esperaban ${expected} (se admiten ±${allowed})`,
    insteadOf: (found, expected) => `${found} en lugar de ${expected}`,
    uncertain: (found, expected, allowed) =>
      `${found} (se esperaban ${expected} ± ${allowed}): incierto`,
    sooner: (times) => `, ${times} × antes de lo esperado`,
    spacing: (step) => `escalones separados por ${step}`,
    faultOfService: "servicio",
    faultOfEither: "servicio o sobrecarga por escalón",
    fault: (which, found) => `${which}: ${found}`,
    notSeparated: (why) =>
      `no se pueden separar el tiempo de servicio y la sobrecarga por escalón: ${why}`,
    answersSooner: (times, expected) => `responde ${times} × antes de los ${expected} esperados`,
    firstRepliesAfter: (count, after, expected) =>
      `las primeras ${count} respuestas de una ráfaga llegan a los ${after} en lugar de ${expected}`,
    firstGroup: (count, after, expected, allowed) =>
      `las primeras ${count} respuestas de una ráfaga llegan a los ${after} (mediana), se esperaban ${expected} (se admiten ±${allowed})`,
    reported: (duration) => `el servidor informa ${duration} por tarea`,
    noSteps: "no hay escalones claros que medir",
    firstEarly: (by) => `las primeras respuestas llegaron ${by} antes de su tiempo ideal`,
    firstLate: (by) => `las primeras respuestas llegaron ${by} después de su tiempo ideal`,
    noSecondStep: "no hay un segundo escalón que medir",
    oneStepOnly: "no se puede determinar el tiempo de servicio con un solo escalón",
    onAverage: (duration) => `${duration} por tarea en promedio`,
    meanExpected: (found, tasks, { service, mean, allowed }) =>
      `${found} en ${tasks}, se esperaba ${service} (media ${mean}, se admiten ±${allowed})`,
  },

  overhead: {
    none: "sin sobrecarga",
    amount: (duration) => `${duration} de sobrecarga`,
    atStart: (amount) => `${amount} al comienzo`,
    perStep: (duration) => `${duration} por escalón`,
    uncertain: "es incierto si la sobrecarga está dentro de sus límites",
    notSeparable: (shorter) =>
      `no se puede determinar la sobrecarga por escalón: los escalones duran ${shorter} menos que el tiempo de servicio esperado`,
    together: (beyond, allowed, why) =>
      `separación entre escalones ${beyond} mayor que el tiempo de servicio esperado (se admiten ±${allowed}), sin separar el tiempo de servicio de la sobrecarga por escalón: ${why}`,
    stall: (step, level, late) => `el escalón ${step} del nivel ${level} llegó ${late} tarde`,
    lastLate: (level, late, allowed) =>
      `la última respuesta del nivel ${level} llegó ${late} tarde (se admiten ${allowed})`,
    groupsUnclear: "los grupos no se pueden separar",
    tooMuchOverhead: (late) =>
      `${late} de sobrecarga en el primer escalón, por encima de los límites`,
    tooMuchOfEither: (late) =>
      `${late} de tiempo de servicio o sobrecarga en el primer escalón, por encima de los límites`,
    firstStep: (late, allowed) =>
      `un solo escalón muestra solo la suma de las dos sobrecargas: ${late} (se admiten ${allowed})`,
    firstStepUnreported: (late, allowed, why) =>
      `un solo escalón muestra solo la suma de las dos sobrecargas y el error del tiempo de servicio (${why}): ${late} (se admiten ${allowed})`,
    noSecondTask: "ningún hilo ejecutó una segunda tarea",
    againstReplay: "en comparación con la simulación",
    of: (found) => `sobrecarga: ${found}`,
  },

  order: {
    inOrder: (misplaced, requests) =>
      `por orden de llegada (${misplaced} de ${requests} fuera de orden)`,
    notInOrder: "no por orden de llegada",
    reversed: "la última en llegar se atiende primero",
    found: (order, misplaced, requests, fault) => `${order}: ${misplaced} de ${requests} ${fault}`,
    notInGroup: "no se respondieron en el grupo de su llegada",
    startedEarly: "empezaron antes que una aceptada primero",
    nobodyWaited: "no se puede determinar el orden, porque ninguna solicitud tuvo que esperar",
    unclearGroups: "no se puede determinar el orden, porque los grupos no son claros",
    tooFewGroups: (threads) =>
      `ningún nivel tiene más de dos grupos de ${threads}, y con dos grupos todo orden se ve igual`,
    severalParts:
      "varios servidores aceptan tareas y varios workers las toman, así que no hay un orden único",
    severalServers:
      "los nombres de worker difieren, o acceptedSeq se repite en una ráfaga, como si hubieran respondido varios servidores",
  },

  reports: {
    sharing: "los hilos comparten núcleos",
    none: "el servidor no informa nada sobre sí mismo",
    incomplete: "algunas respuestas no traen informe",
    contradicted: "el reloj del cliente contradice lo que informa el servidor",
    notUsed: "lo que el servidor informa sobre sus hilos o tiempos contradice el reloj del cliente",
    warning: (problem) =>
      `lo que informa el servidor contradice el reloj del cliente y no se usa: ${problem}`,
    ofRequests: (problem, count, requests) => `${problem} (${count} de ${requests})`,
    longSojourn: (reported, waited, level) =>
      `una permanencia informada de ${reported}, mientras el cliente esperó ${waited}, en el nivel ${level}`,
    longParts: (wait, service, sojourn, level) =>
      `una espera informada de ${wait} y un servicio de ${service} en una permanencia de ${sojourn}, en el nivel ${level}`,
    sojourns: "la diferencia entre permanencias informadas y medidas",
    ends: "la diferencia entre los fines de tarea informados y sus respuestas",
    starts:
      "la diferencia entre el envío de la ráfaga y los comienzos informados menos las esperas",
    unsteady: (what, by, level) =>
      `${what} varía ${by} entre solicitudes de una misma ráfaga, en el nivel ${level}`,
    overlap: (thread, by, level) =>
      `dos tareas informadas a la vez en el hilo ${thread} durante ${by}, en el nivel ${level}`,
    threads: (reported, seen, level, extent) =>
      `${reported} informados donde el reloj del cliente muestra ${seen} trabajando, en el nivel ${level} (${extent})`,
    ofLevels: (wrong, levels) => `${wrong} de ${levels}`,
    longService: (reported, step) =>
      `un tiempo de servicio informado de ${reported} (mediana), mientras el reloj del cliente muestra escalones de ${step}`,
    leftOut: (duration) =>
      `lo que informa el servidor omite ${duration} (mediana) del tiempo de cada solicitud medido por el cliente`,
    varyingUnreported: (why) => `los tiempos de servicio varían y ${why}`,
  },

  run: {
    asExpected: (found) => `${found}, como se esperaba`,
    ofService: (threads, service) => `${threads} de ${service}`,
    nothing: (why) => `no se puede afirmar nada sobre la escalera: ${why}`,
    noWholeLevel: "ningún nivel se respondió sin fallas",
    inconclusive: (reason) => `Esta medición no es concluyente: ${reason}`,
    otherwise: (found) => `Por lo demás: ${found}`,
    invalid: (reason, others) =>
      `Esta medición es inválida: el límite fue el generador o su máquina (${reason}${others === 0 ? "" : `, y ${others} más`})`,
    wouldSay: (found) => `No vale por esa razón: ${found}`,
    failedLevels: (requests, levels) =>
      `${requests} en ${levels} fallaron: los niveles con solicitudes fallidas no forman una escalera y no se juzgan`,
    unfinishedLevels: (requests, levels) =>
      `${requests} en ${levels} no terminaron: esos niveles no se juzgan`,
    otherSizes: (groups, all) => `${groups} de ${all} grupos completos tienen otro tamaño`,
    fewBursts: (bursts) =>
      `solo ${bursts} tuvieron un segundo escalón: no alcanza para un intervalo de confianza`,
    uncertain: (name, hint) => `${name}: incierto, el intervalo del 95 % cruza el límite; ${hint}`,
    withFlag: (hint, repeats) => `${hint} (--repeat ${repeats}, o --repeat auto)`,
    withMoreTime: (hint) => `${hint} (aumente --max-time)`,
    levelOf: (level) => `nivel ${level}`,
    repeatOf: (level, repeat) => `${level} (repetición ${repeat})`,
    measuredAgain: (name, limits) => `${name}: ${limits}, también al medirlo otra vez solo`,
    notMeasuredAgain: (name, limits) => `${name}: ${limits}, y no se midió otra vez`,
  },

  missing: {
    names: (names) =>
      names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} y ${names.at(-1)}`,
    notJudged: (names, why, toDo) => `no se pudo juzgar ${names}: ${why}. Qué hacer: ${toDo}.`,
    failures: (failed, requests, code) =>
      `fallaron ${failed} de ${requests} (la mayoría: ${code}), y los niveles con fallas no se juzgan`,
    remedies: {
      descriptors: "aumente el límite de archivos abiertos (ulimit -n), o use menos clientes",
      ports: "use menos clientes, o amplíe net.ipv4.ip_local_port_range",
      closed:
        "revise los límites de conexiones y de archivos abiertos (ulimit -n) del sistema, o use menos clientes",
      busy: "aumente el límite de tareas en espera del servidor, o use menos clientes",
      other: "averigüe por qué fallan las solicitudes, o use menos clientes",
      constantService:
        "indique un --service constante, o mida un servidor que informe sus tiempos de servicio",
      reports: "revise lo que el servidor informa sobre sí mismo (vea las advertencias)",
      longerService: "use un --service más largo, en una máquina con menos carga",
      longerServiceOneLane:
        "use un --service más largo o --lanes 1, en una máquina con menos carga",
    },
  },

  limits: {
    eventLoop: (late, limit) =>
      `el bucle de eventos del generador se atrasó ${late} (límite ${limit})`,
    lag: (late, limit) => `hubo solicitudes enviadas hasta ${late} tarde (límite ${limit})`,
    cpu: (cores, limit) => `el generador usó ${cores} de un núcleo (límite ${limit})`,
    host: (percent, limit) => `la máquina estuvo ocupada al ${percent} % (límite ${limit} %)`,
  },

  local: {
    limited: (bursts, level, limits) =>
      `al lado del clúster, el generador o la máquina fue el límite en ${bursts} de la forma local, primero con n = ${level}: ${limits}`,
    failed: (bursts) =>
      `al lado del clúster, ${bursts} de la forma local tuvieron solicitudes fallidas y no se comparan`,
  },
  endedByItself: (system, reason) => `${system} terminó inesperadamente: ${reason}`,
};
