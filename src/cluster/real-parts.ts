// The real parts of a cluster: engines and balancers from components/, servers as child processes.
import { join } from "node:path";
import { startCeph } from "./components/ceph.ts";
import type {
  Balancer as BalancerComponent,
  Component,
  ComponentOptions,
  EntryServer,
} from "./components/component.ts";
import { chooseFreePort } from "./components/free-ports.ts";
import { startHaproxy } from "./components/haproxy.ts";
import { startNginx } from "./components/nginx.ts";
import { startPostgres } from "./components/postgres.ts";
import { identifyProcess, type ProcessIdentity } from "./components/process-tree.ts";
import { startRabbitmq } from "./components/rabbitmq.ts";
import type { ComponentName } from "./components/requirements.ts";
import type { ClusterMessages } from "../messages/catalogue.ts";
import type { BalancerPart, ClusterParts, EnginePart } from "./parts.ts";
import { type Balancer, type ClusterPlan, type Engine, NAME_OF_ENGINE } from "./plan.ts";
import { serverProcess } from "./server-process.ts";
import type { Running } from "./supervisor.ts";

type Relay = (from: string, line: string) => void;

type StartComponent<C extends Component> = (options: ComponentOptions) => Promise<C>;

const STARTERS: Readonly<
  Record<Engine, (folder: string, options: ComponentOptions) => Promise<Component>>
> = { amqp: startRabbitmq, postgres: startPostgres, s3: startCeph };

const BALANCER_NOTES: Readonly<Record<Balancer, string>> = {
  haproxy: "HAProxy, leastconn, PROXY v2",
  nginx: "nginx, least_conn, PROXY v1",
};

export interface RealPartsOptions {
  readonly plan: ClusterPlan;
  readonly folder: string;
  readonly messages: ClusterMessages;
  /** Receives the output of members, line by line. */
  readonly say: (from: string | null, line: string) => void;
  /** Time limit for a server to end after SIGTERM. */
  readonly stopLimitMs: number;
}

/** The programs that this plan needs. */
export function componentsOf({ balancer, use }: ClusterPlan): readonly ComponentName[] {
  return [
    ...(use.amqp === undefined ? (["rabbitmq"] as const) : []),
    ...(use.postgres === undefined ? (["postgres"] as const) : []),
    ...(use.s3 === undefined ? (["ceph"] as const) : []),
    balancer,
  ];
}

export function realParts(options: RealPartsOptions): ClusterParts {
  const { plan, messages, say, stopLimitMs } = options;
  /** Removes colours and empty lines from their output. */
  const relay = (name: string, line: string): void => {
    const text = Bun.stripANSI(line).trimEnd();
    if (text !== "") say(name, text);
  };
  const engines = (["amqp", "postgres", "s3"] as const).filter(
    (engine) => plan.use[engine] === undefined,
  );
  return {
    engines: engines.map((engine) => enginePart(engine, options, relay)),
    balancer: balancerPart(options, relay),
    server: (server) =>
      serverProcess(server, {
        messages,
        stopLimitMs,
        // The log writes the name before each line.
        onLine: (line) => say(server.name, withoutName(line, server.name)),
        onStoppedLate: () => say(null, messages.stoppedLate(server.name, stopLimitMs)),
      }),
    freePorts: (count) => Array.from({ length: count }, () => chooseFreePort()),
  };
}

function enginePart(
  engine: Engine,
  { folder, messages }: RealPartsOptions,
  say: Relay,
): EnginePart {
  const name = NAME_OF_ENGINE[engine];
  const again = startAgain(
    (options) => STARTERS[engine](join(folder, name), options),
    messages,
    (line) => say(name, line),
  );
  return {
    name,
    engine,
    async start(signal) {
      const { component, running } = await again(signal);
      return { ...running, url: component.url };
    },
  };
}

function balancerPart({ plan, folder, messages }: RealPartsOptions, say: Relay): BalancerPart {
  const startBalancer = plan.balancer === "haproxy" ? startHaproxy : startNginx;
  let entries: readonly EntryServer[] = [];
  const again = startAgain<BalancerComponent>(
    (options) =>
      startBalancer(join(folder, plan.balancer), { ...options, entries, port: plan.port }),
    messages,
    // HAProxy reports important events twice: as a notice and in its log.
    (line) => {
      if (plan.balancer === "nginx" || line.startsWith("[")) say("balancer", line);
    },
  );
  return {
    name: "balancer",
    note: BALANCER_NOTES[plan.balancer],
    async start(servers, signal) {
      entries = servers;
      const { component, running } = await again(signal);
      return {
        ...running,
        setServers: (next) => component.setEntries(next),
        drain: (name) => component.setServerState(name, "drain"),
        async connectionsTo(name) {
          const states = await component.serverStates();
          return states.find((state) => state.name === name)?.connections ?? undefined;
        },
        async waitUntilUp() {
          for (;;) {
            const states = await component.serverStates();
            if (states.every(({ isUp }) => isUp !== false)) return;
            await Bun.sleep(20);
          }
        },
      };
    },
  };
}

function withoutName(line: string, name: string): string {
  const prefix = `${name}: `;
  return line.startsWith(prefix) ? withoutName(line.slice(prefix.length), name) : line;
}

/**
 * Creates a component once; later starts reuse its folder and ports. `onLine` receives its output while it is up. Output
 * during start and stop is only in its log file and in the error of a failed start.
 */
function startAgain<C extends Component>(
  start: StartComponent<C>,
  messages: ClusterMessages,
  onLine: (line: string) => void,
) {
  let component: C | undefined;
  let isHeard = false;
  const hear = (line: string): void => {
    if (isHeard) onLine(line);
  };
  return async (signal: AbortSignal): Promise<{ component: C; running: Running }> => {
    if (component === undefined) {
      component = await start({ signal, onLine: hear });
    } else {
      const made = component;
      const onAbort = (): void => void made.stop();
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        await component.restart();
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    }
    isHeard = true;
    const running = runningComponent(component, messages, () => {
      isHeard = false;
    });
    return { component, running };
  };
}

function runningComponent(
  component: Component,
  messages: ClusterMessages,
  onStop: () => void,
): Running {
  const ended = Promise.withResolvers<string>();
  const unsubscribe = component.onExit(({ process: name, how }) => {
    const words = messages.of(how);
    ended.resolve(name === component.name ? words : `${name}: ${words}`);
  });
  return {
    get processes(): readonly ProcessIdentity[] {
      return component.pids().flatMap((pid) => identifyProcess(pid) ?? []);
    },
    ended: ended.promise,
    async stop() {
      onStop();
      unsubscribe();
      await component.stop();
      ended.resolve("");
    },
    kill: () => component.kill("SIGKILL"),
  };
}
