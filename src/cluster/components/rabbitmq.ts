// A private RabbitMQ broker with its own epmd: it does not interfere with other brokers on this machine.
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAnswering, isListening } from "./ask-socket.ts";
import { Component, type ComponentOptions, type Launcher } from "./component.ts";
import { KeptSettings, newSecret } from "./kept-settings.ts";

const HOME = "/usr/lib/rabbitmq";
export const RABBITMQ_SERVER = `${HOME}/bin/rabbitmq-server`;
const USER = "tasks";
const STOP_TIMEOUT_MS = 10_000;

export interface RabbitmqOptions extends ComponentOptions {
  /** Further lines of rabbitmq.conf. */
  readonly config?: string;
}

/** Data and messages survive a restart on the same folder. */
export class Rabbitmq extends Component {
  override readonly name = "rabbitmq";
  readonly #config: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #epmdPort: number;

  constructor(folder: string, options: RabbitmqOptions = {}) {
    const kept = new KeptSettings(folder);
    const nodePort = kept.port("nodePort");
    const epmdPort = kept.port("epmdPort");
    // Its data are stored under the node's name: with another name the broker would be empty.
    const node = kept.text("node", () => `escalera-${newSecret().slice(0, 8)}@localhost`);
    const password = kept.text("password", newSecret);
    super(kept, options, (port) => `amqp://${USER}:${password}@127.0.0.1:${port}/`);
    this.#config = `listeners.tcp.1 = 127.0.0.1:${this.port}
default_user = ${USER}
default_pass = ${password}
log.file = ${folder}/log/rabbitmq.log
${CONFIG}${options.config ?? ""}
`;
    this.#env = {
      ...environment(folder),
      ERL_EPMD_PORT: String(epmdPort),
      RABBITMQ_NODENAME: node,
      RABBITMQ_DIST_PORT: String(nodePort),
    };
    this.#epmdPort = epmdPort;
  }

  protected override async launch({ serve }: Launcher): Promise<void> {
    writeFiles(this.folder, this.#config);
    const env = this.#env;
    // In the foreground, as a child; otherwise the first Erlang program would leave one running.
    const epmd = ["epmd", "-port", String(this.#epmdPort), "-address", "127.0.0.1"];
    await serve({ name: "epmd", command: epmd, env }, () => isListening(this.#epmdPort));
    const stopTimeoutMs = STOP_TIMEOUT_MS;
    await serve({ name: this.name, command: [RABBITMQ_SERVER], env, stopTimeoutMs }, () =>
      isAmqpReady(this.port),
    );
  }
}

/** Ready if the protocol header is answered by a method frame on channel 0 with Connection.Start (10, 10). */
function isAmqpReady(port: number): Promise<boolean> {
  return isAnswering(
    port,
    "AMQP\u0000\u0000\u0009\u0001",
    (answer) => answer.length >= 11 && answer[0] === 1 && answer.readUInt32BE(7) === 0x000a_000a,
  );
}

const CONFIG = `default_vhost = /
heartbeat = 10
log.file.level = info
log.console = true
log.console.level = warning
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 100MB
raft.wal_max_size_bytes = 64000000
collect_statistics_interval = 60000
`;

function environment(folder: string): Readonly<Record<string, string>> {
  return {
    HOME: folder,
    // Makes the start script exec the broker.
    RUNNING_UNDER_SYSTEMD: "true",
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_CONF_ENV_FILE: join(folder, "env.conf"),
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, "advanced.config"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_SCHEMA_DIR: join(folder, "schema"),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, "generated"),
    RABBITMQ_PID_FILE: join(folder, "rabbitmq.pid"),
    RABBITMQ_PLUGINS_DIR: join(folder, "plugins"),
    // Busy-waiting schedulers would take CPU time from the threads of the workers.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
  };
}

function writeFiles(folder: string, config: string): void {
  for (const name of ["mnesia", "log", "schema", "generated", "plugins"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, "rabbitmq.conf"), config, { mode: 0o600 });
  writeFileSync(join(folder, "enabled_plugins"), "[].\n");
  writeFileSync(join(folder, "env.conf"), "");
  const cookie = join(folder, ".erlang.cookie");
  if (!existsSync(cookie)) writeFileSync(cookie, newSecret(), { mode: 0o400 });
  linkLibraries(join(folder, "plugins"));
}

/** Only the applications that the broker needs: at its start it reads the description of every plugin. */
function linkLibraries(target: string): void {
  const lib = join(HOME, "lib");
  const [server] = existsSync(lib)
    ? readdirSync(lib).filter((name) => name.startsWith("rabbitmq_server"))
    : [];
  if (server === undefined) return;
  const plugins = join(lib, server, "plugins");
  const unneeded =
    /^(rabbitmq_(?!prelaunch)|README|cow|gun|jose|eetcd|prometheus|amqp10_client|amqp_client)/;
  for (const name of readdirSync(plugins)) {
    const link = join(target, name);
    if (!unneeded.test(name) && !existsSync(link)) symlinkSync(join(plugins, name), link);
  }
}
