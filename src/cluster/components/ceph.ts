// A private one-node Ceph with its S3 gateway. Objects are on disk before they are confirmed.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseObject } from "../../units/json-object.ts";
import { askSocket, isAnswering, isListening } from "./ask-socket.ts";
import { type CephSettings, cephConfig, monitorAddress } from "./ceph-config.ts";
import { ClusterError } from "./cluster-error.ts";
import { Component, type ComponentOptions, type Launcher } from "./component.ts";
import { CEPH_PORT_RANGE, chooseFreePort, isFree } from "./free-ports.ts";
import { KeptSettings, newSecret } from "./kept-settings.ts";

/** Commands run in the component's folder. */
const CONFIG = ["-c", "ceph.conf"];
const GATEWAY = "client.rgw.a";
/** The bucket in the URL; whoever uses it creates it. */
const BUCKET = "tasks";
/** The OSD listens on eight ports of this range. */
const PORTS = 100;
const ASK_LIMIT_MS = 1000;

export interface CephOptions extends ComponentOptions {
  /** Default `bluestore`. `memstore` starts sooner and loses all objects when it stops. */
  readonly store?: CephSettings["store"];
}

/** Its URL is `s3://KEY:SECRET@127.0.0.1:PORT/tasks`. */
export class Ceph extends Component {
  override readonly name = "ceph";
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly #settings: CephSettings;

  constructor(folder: string, options: CephOptions = {}) {
    const wanted = options.store ?? "bluestore";
    const kept = new KeptSettings(folder);
    const store = kept.text("store", () => wanted);
    if (!kept.isNew && (store !== "bluestore" || wanted !== "bluestore")) {
      throw new ClusterError((t) => t.otherCeph(folder));
    }
    const fsid = kept.text("fsid", () => crypto.randomUUID());
    const accessKeyId = kept.text("accessKeyId", () => newSecret().slice(0, 20).toUpperCase());
    const secretAccessKey = kept.text("secretAccessKey", newSecret);
    // The monitor's map contains its port, so old data need the same port.
    const monitorPort = kept.port("monitorPort", freeMonitorPort(kept.keptPort("monitorPort")));
    const credentials = `${accessKeyId}:${secretAccessKey}`;
    super(kept, options, (port) => `s3://${credentials}@127.0.0.1:${port}/${BUCKET}`);
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    const { first, last } = CEPH_PORT_RANGE;
    const firstPort = first + Math.floor(Math.random() * (last - first - PORTS));
    const ports = { monitorPort, gatewayPort: this.port, firstPort, lastPort: firstPort + PORTS };
    this.#settings = { folder, fsid, store: wanted, ...ports };
  }

  protected override async launch(launcher: Launcher): Promise<void> {
    const { folder, port } = this;
    const { monitorPort } = this.#settings;
    for (const name of ["run", "log"]) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "ceph.conf"), cephConfig(this.#settings), { mode: 0o600 });
    const serve = (name: string, who: readonly string[], isReady: () => Promise<boolean>) =>
      launcher.serve({ name, command: [name, ...CONFIG, ...who, "-f"], env: this.#env }, isReady);
    // Exists when everything was created: an interrupted first start is repeated.
    const made = join(folder, "made");
    const isNew = !existsSync(made);
    if (isNew) await this.#createMonitor(launcher);
    await serve("ceph-mon", ["-i", "a"], () => isListening(monitorPort));
    if (isNew) await this.#createDisk(launcher);
    // A client that asks for an object too early can wait 5 s before it retries.
    await serve("ceph-osd", ["-i", "0"], () => isDiskActive(join(folder, "run", "osd.0.asok")));
    if (isNew) await this.#createUser(launcher);
    await serve("radosgw", ["-n", GATEWAY], () =>
      isAnswering(port, "GET / HTTP/1.0\r\n\r\n", (answer) =>
        answer.toString("latin1").startsWith("HTTP/1.1 "),
      ),
    );
    writeFileSync(made, "");
  }

  async #createMonitor(launcher: Launcher): Promise<void> {
    for (const name of ["mon", "osd", "rgw"]) {
      rmSync(join(this.folder, name), { recursive: true, force: true });
      mkdirSync(join(this.folder, name));
    }
    const { fsid, monitorPort } = this.#settings;
    const monitor = ["--fsid", fsid, "--addv", "a", monitorAddress(monitorPort)];
    await this.#run(launcher, "monmaptool", "--create", "--clobber", ...monitor, "monmap");
    await this.#run(launcher, "ceph-mon", ...CONFIG, "--mkfs", "-i", "a", "--monmap", "monmap");
  }

  async #createDisk(launcher: Launcher): Promise<void> {
    const id = crypto.randomUUID();
    await this.#run(launcher, "ceph", ...CONFIG, "osd", "new", id);
    await this.#run(launcher, "ceph-osd", ...CONFIG, "-i", "0", "--mkfs", "--osd-uuid", id);
  }

  /** Also creates the gateway's pools. */
  async #createUser(launcher: Launcher): Promise<void> {
    const user = ["-n", GATEWAY, "user", "create", "--uid=tasks", "--display-name=tasks"];
    const keys = [`--access-key=${this.accessKeyId}`, `--secret-key=${this.secretAccessKey}`];
    await this.#run(launcher, "radosgw-admin", ...CONFIG, ...user, ...keys);
  }

  #run({ run }: Launcher, name: string, ...args: readonly string[]): Promise<void> {
    return run({ name, command: [name, ...args], env: this.#env });
  }

  get #env(): Readonly<Record<string, string>> {
    return { HOME: this.folder, CEPH_ARGS: "" };
  }
}

function freeMonitorPort(kept: number | undefined): number {
  if (kept === undefined) return chooseFreePort();
  if (isFree(kept)) return kept;
  throw new ClusterError((t) => t.cephPortTaken(kept));
}

/**
 * Whether the OSD is in the cluster's map and active. Its admin socket answers JSON that ends with a zero byte by a length
 * (4 bytes, big-endian) and JSON.
 */
async function isDiskActive(socket: string): Promise<boolean> {
  const question = `${JSON.stringify({ prefix: "status" })}\0`;
  const answer = await askSocket({ path: socket }, question, ASK_LIMIT_MS);
  return parseObject(answer?.subarray(4).toString() ?? "")?.["state"] === "active";
}
