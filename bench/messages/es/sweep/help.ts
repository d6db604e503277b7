// `bun bench --help`, in Spanish.
import type { SweepHelp } from "../../en/sweep/help.ts";

export const spanish: SweepHelp = {
  description: (commands) =>
    "Mide un servidor de tareas con 1 a 100 clientes simultáneos e informa cuánto se aparta de la teoría.\n" +
    `Otros comandos: bun bench ${commands.join(", ")} (cada uno tiene --help).`,
  levels:
    "clientes simultáneos: 1-100, o 1,5,10, o 10-100/10 (por defecto: 1-100; en un clúster, alrededor de los bordes de sus escalones)",
  service: "tiempo de servicio de una tarea, como en bun run server (por defecto: 3s)",
  threads: "hilos del pool",
  work: "sleep, spin (CPU) o hash (SHA-256)",
  task: "un módulo que ejecuta cada tarea; --service es entonces el tiempo de servicio esperado",
  lanes: "servidores que se miden en paralelo; auto: tantos como acorten la medición",
  repeat: "ráfagas de cada nivel; auto: hasta decidir todos los veredictos o agotar --max-time",
  maxTime: "con --repeat auto: tiempo límite de todo el barrido (por defecto: 15m)",
  timeout: "tiempo límite de una respuesta (por defecto: el doble del ideal más 10 s)",
  target: "mide un servidor que ya está en marcha: tcp://host:puerto",
  topology: "local o cluster (por defecto: local)",
  workers: "workers de un clúster, cada uno con --threads hilos (por defecto: 3)",
  entries: "servidores de entrada de un clúster (por defecto: 2)",
  balancer: "balanceador de un clúster: haproxy o nginx (por defecto: haproxy)",
  quick: "100 ms por tarea, salvo que se indique --service",
  ui: "muestra el barrido en vivo en un navegador",
  uiPort: "puerto de la página en vivo; 0 toma uno libre",
  out: "dónde se crea la carpeta de la medición",
  label: "parte del nombre de la medición",
  seed: "semilla del orden de los niveles y de los tiempos de servicio al azar",
  maxOverhead:
    "límite de la sobrecarga al comienzo (por defecto: 25ms o 2 % del tiempo de servicio)",
  maxStepOverhead: "límite de la sobrecarga por escalón (por defecto: 5ms o 0,5 %)",
  maxServiceError: "límite de la desviación del tiempo de servicio (por defecto: 5ms o 0,5 %)",
  strict: "un veredicto incierto termina con código 3",
  allowUnknown: "un veredicto que no se alcanzó no termina con código 3",
  allowErrors: "más de 1 % de solicitudes fallidas no terminan con código 1",
  format: "salida: text, json o markdown",
  examples: [
    "bun bench                                      de 1 a 100 clientes × 3 s con servidores propios, unos 70 s",
    "bun bench --quick                              lo mismo con 100 ms por tarea, para una primera mirada",
    "bun bench --ui                                 con una página en vivo en http://127.0.0.1:8080",
    "bun bench --levels 1,5,10,11,20,21 --threads 5 --service 500ms",
    "bun bench --levels 10-100/10 --lanes 1         estrictamente aislado: un nivel por vez",
    "bun bench --levels 10-100/10 --repeat auto     hasta decidir todos los veredictos, 15 minutos como máximo",
    "bun bench --target tcp://127.0.0.1:65432 --threads 10 --service 3s",
    "                                               un servidor en marcha; threads y service son los valores esperados",
    "bun bench --task ./my-task.ts --service 40ms   un módulo propio, del que se esperan 40 ms",
    "bun bench --topology cluster --workers 3       balanceador, servidores de entrada, RabbitMQ, workers, almacenes,",
    "                                               por turnos con un servidor del mismo ancho: el costo de distribuir",
    "",
    "Códigos de salida: 0 cumple, 1 un veredicto no cumple o falló más de 1 % de las solicitudes, 2 uso incorrecto,",
    "3 la medición es inválida (el límite fue el generador o la máquina) o no concluyente (no se alcanzó un",
    "veredicto), 4 no hay nada que medir, 70 un defecto, 130 interrumpida (se conserva lo medido).",
  ],
};
