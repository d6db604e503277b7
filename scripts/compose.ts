// deploy/compose.yaml and deploy/haproxy.cfg, for Docker: the same topology from the same settings. Pure. Written by
// scripts/write-deploy.ts; a test compares the files with it. They were not run with Docker.
import { haproxyConfig } from "../src/cluster/components/haproxy-config.ts";
import { type ClusterPlan, numbersTo, planEntry, planWorker } from "../src/cluster/plan.ts";

/** A separate network, so that the address of the balancer, whose PROXY headers are trusted, is known beforehand. */
const SUBNET = "172.30.65.0/24";
const BALANCER_ADDRESS = "172.30.65.10";
const ENTRY_PORT = 65432;
const ADMIN_PORT = 8080;

const PLAN: ClusterPlan = {
  entries: 2,
  workers: 3,
  threads: 10,
  balancer: "haproxy",
  hostname: "0.0.0.0",
  port: 65432,
  queue: "tasks",
  use: {},
  workerFlags: ["--service", "3s"],
  seed: 1,
  commonFlags: ["--drain-timeout", "30s", "--log", "json"],
};

/** One password for all three, from the environment of `docker compose`; letters and digits, as it is part of URLs. */
const PASSWORD = "${ESCALERA_PASSWORD:?letters and digits, for RabbitMQ, PostgreSQL and S3}";
const URLS = {
  amqp: `amqp://tasks:${PASSWORD}@rabbitmq:5672/`,
  postgres: `postgres://tasks:${PASSWORD}@postgres:5432/tasks`,
  // Its keys are in the environment, where S3 tools look for them, too.
  s3: "s3://s3:9000/tasks?tls=0",
} as const;

type Service = Readonly<Record<string, unknown>>;

export function composeHaproxyConfig(): string {
  const { entries: count, hostname, port } = PLAN;
  const entries = numbersTo(count).map((index) => ({
    name: `entry-${index}`,
    host: `entry-${index}`,
    port: ENTRY_PORT,
    // Only for its own container: the balancer checks the task port.
    adminPort: null,
  }));
  return haproxyConfig({ host: hostname, port, entries });
}

export function composeFile(): string {
  const place = { port: ENTRY_PORT, host: "0.0.0.0", proxyFrom: BALANCER_ADDRESS };
  const entries = numbersTo(PLAN.entries).map((index) =>
    planEntry(PLAN, URLS, index, { ...place, adminPort: ADMIN_PORT }),
  );
  const workers = numbersTo(PLAN.workers).map((index) => planWorker(PLAN, URLS, index, ADMIN_PORT));
  const services: Record<string, Service> = {
    ...engines(),
    ...Object.fromEntries(entries.map(({ name, args }) => [name, server("server.ts", args)])),
    ...Object.fromEntries(workers.map(({ name, args }) => [name, server("worker.ts", args)])),
    balancer: {
      image: "haproxy:2.6",
      command: ["haproxy", "-W", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
      volumes: ["./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"],
      ports: [`127.0.0.1:${PLAN.port}:${PLAN.port}`],
      // It resolves their names at its start.
      depends_on: Object.fromEntries(
        entries.map(({ name }) => [name, { condition: "service_healthy" }]),
      ),
      networks: { tasks: { ipv4_address: BALANCER_ADDRESS } },
      restart: "unless-stopped",
    },
  };
  const file = {
    name: "escalera",
    services,
    networks: { tasks: { ipam: { config: [{ subnet: SUBNET }] } } },
    volumes: { rabbitmq: {}, postgres: {}, s3: {} },
  };
  const header = [
    "# The whole topology for Docker, written by scripts/write-deploy.ts: change scripts/compose.ts, not this.",
    "#   ESCALERA_PASSWORD=… docker compose -f deploy/compose.yaml up --build --wait",
  ];
  return `${header.join("\n")}\n${toYaml(file)}`;
}

function engines(): Readonly<Record<string, Service>> {
  const shared = { networks: ["tasks"], restart: "unless-stopped" };
  return {
    rabbitmq: {
      image: "rabbitmq:3.13",
      // Its data are stored under the node's name, which contains the host's name.
      hostname: "rabbitmq",
      environment: { RABBITMQ_DEFAULT_USER: "tasks", RABBITMQ_DEFAULT_PASS: PASSWORD },
      volumes: ["rabbitmq:/var/lib/rabbitmq"],
      ...shared,
    },
    postgres: {
      image: "postgres:15",
      environment: {
        POSTGRES_USER: "tasks",
        POSTGRES_PASSWORD: PASSWORD,
        POSTGRES_DB: "tasks",
      },
      volumes: ["postgres:/var/lib/postgresql/data"],
      ...shared,
    },
    s3: {
      image: "minio/minio:RELEASE.2025-04-22T22-12-26Z",
      command: ["server", "/data"],
      environment: { MINIO_ROOT_USER: "tasks", MINIO_ROOT_PASSWORD: PASSWORD },
      volumes: ["s3:/data"],
      ...shared,
    },
  };
}

/** Both wait for the engines by themselves, so they need no start order. */
function server(script: string, args: readonly string[]): Service {
  const probe = `const { ok } = await fetch("http://127.0.0.1:${ADMIN_PORT}/readyz"); process.exit(ok ? 0 : 1)`;
  return {
    image: "escalera",
    build: { context: "..", dockerfile: "deploy/Dockerfile" },
    command: [`src/cli/${script}`, ...args],
    environment: { AWS_ACCESS_KEY_ID: "tasks", AWS_SECRET_ACCESS_KEY: PASSWORD },
    healthcheck: { test: ["CMD", "bun", "-e", probe], interval: "2s", retries: 30 },
    init: true,
    // Longer than its own 30 s for draining.
    stop_grace_period: "40s",
    networks: ["tasks"],
    restart: "unless-stopped",
  };
}

/** Without the aliases that mark parts which occur more than once. */
export function toYaml(value: object): string {
  return `${Bun.YAML.stringify(JSON.parse(JSON.stringify(value)), null, 2)}\n`;
}
