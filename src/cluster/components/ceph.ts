// A private one-node Ceph with its S3 gateway. Objects are on disk before they are confirmed.
import { say } from "../../messages/catalogue.ts";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CephSettings, cephConfig, monitorAddress } from "./ceph-config.ts";
import { isDiskActive } from "./ceph-socket.ts";
import { type Component, ComponentError, type ComponentOptions } from "./component.ts";
import { isAnswering, isListening } from "./first-answer.ts";
import { CEPH_PORT_RANGE, chooseFreePort, isFree } from "./free-ports.ts";
import { newSecret, portOf, readState, textOf, writeState } from "./kept-state.ts";
import { type Launcher, startComponent } from "./run-component.ts";

const GATEWAY = "client.rgw.a";
const DEFAULT_BUCKET = "tasks";
/** The OSD listens on eight ports of this range. */
const PORTS = 100;

export interface CephOptions extends ComponentOptions {
  /** Default `bluestore`. `memstore` starts sooner and loses all objects when it stops. */
  readonly store?: CephSettings["store"] | undefined;
  /** The bucket in the URL, which its user creates; default "tasks". */
  readonly bucket?: string | undefined;
}

export interface S3Component extends Component {
  /** "http://127.0.0.1:8000" */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Its URL is `s3://KEY:SECRET@127.0.0.1:PORT/BUCKET`. @throws {ComponentError} if it does not come up. */
export async function startCeph(folder: string, options: CephOptions = {}): Promise<S3Component> {
  const store = options.store ?? "bluestore";
  const kept = readState(folder);
  if (kept && (kept["store"] !== "bluestore" || store !== "bluestore")) {
    throw new ComponentError(say(({ cluster }) => cluster.otherCeph(folder)));
  }
  const fsid = kept ? textOf(kept, "fsid") : crypto.randomUUID();
  const accessKeyId = kept ? textOf(kept, "accessKeyId") : newSecret().slice(0, 20).toUpperCase();
  const secretAccessKey = kept ? textOf(kept, "secretAccessKey") : newSecret();
  const monitorPort = chooseMonitorPort(portOf(kept, "monitorPort"));
  const port = options.port ?? chooseFreePort(portOf(kept, "port"));
  writeState(folder, { store, fsid, accessKeyId, secretAccessKey, monitorPort, port });

  const { first, last } = CEPH_PORT_RANGE;
  const firstPort = first + Math.floor(Math.random() * (last - first - PORTS));
  const settings: CephSettings = {
    folder,
    fsid,
    store,
    monitorPort,
    gatewayPort: port,
    firstPort,
    lastPort: firstPort + PORTS,
  };
  const bucket = options.bucket ?? DEFAULT_BUCKET;
  const ceph = cephIn(folder, settings, { accessKeyId, secretAccessKey });
  const component = await startComponent(
    {
      name: "ceph",
      url: `s3://${accessKeyId}:${secretAccessKey}@127.0.0.1:${port}/${bucket}`,
      port,
      folder,
      launch: ceph,
    },
    options,
  );
  const endpoint = `http://127.0.0.1:${port}`;
  return { ...component, endpoint, accessKeyId, secretAccessKey };
}

/** The monitor's map contains its port, so old data need the same port. */
function chooseMonitorPort(kept: number | undefined): number {
  if (kept === undefined) return chooseFreePort();
  if (isFree(kept)) return kept;
  throw new ComponentError(say(({ cluster }) => cluster.cephPortTaken(kept)));
}

function cephIn(
  folder: string,
  settings: CephSettings,
  key: Pick<S3Component, "accessKeyId" | "secretAccessKey">,
): (launcher: Launcher) => Promise<void> {
  const env = { HOME: folder, CEPH_ARGS: "" };
  const config = ["-c", join(folder, "ceph.conf")];
  /** Exists when everything below was created: an interrupted first start is repeated. */
  const made = join(folder, "made");
  const { monitorPort, gatewayPort } = settings;
  const serveMonitor = ({ serve }: Launcher) =>
    serve({ name: "ceph-mon", command: ["ceph-mon", ...config, "-i", "a", "-f"], env }, () =>
      isListening(monitorPort),
    );
  const serveDisk = ({ serve }: Launcher) =>
    // A client that asks for an object too early can wait 5 s before it retries.
    serve({ name: "ceph-osd", command: ["ceph-osd", ...config, "-i", "0", "-f"], env }, () =>
      isDiskActive(join(folder, "run", "osd.0.asok")),
    );
  const serveGateway = ({ serve }: Launcher) =>
    serve({ name: "radosgw", command: ["radosgw", ...config, "-n", GATEWAY, "-f"], env }, () =>
      isAnswering(gatewayPort, "GET / HTTP/1.0\r\n\r\n", (answer) =>
        answer.toString("latin1").startsWith("HTTP/1.1 "),
      ),
    );

  const make = async (launcher: Launcher): Promise<void> => {
    const run = (...command: readonly [string, ...string[]]) =>
      launcher.run({ name: command.slice(0, 1).join(), command, env });
    for (const name of ["mon", "osd", "rgw"]) {
      rmSync(join(folder, name), { recursive: true, force: true });
      mkdirSync(join(folder, name));
    }
    const map = join(folder, "monmap");
    const address = monitorAddress(monitorPort);
    await run(
      "monmaptool",
      "--create",
      "--clobber",
      "--fsid",
      settings.fsid,
      "--addv",
      "a",
      address,
      map,
    );
    await run("ceph-mon", ...config, "--mkfs", "-i", "a", "--monmap", map);
    await serveMonitor(launcher);
    const disk = crypto.randomUUID();
    await run("ceph", ...config, "osd", "new", disk);
    await run("ceph-osd", ...config, "-i", "0", "--mkfs", "--osd-uuid", disk);
    await serveDisk(launcher);
    // Also creates the gateway's pools.
    const user = ["--uid=tasks", "--display-name=tasks"];
    const secrets = [`--access-key=${key.accessKeyId}`, `--secret-key=${key.secretAccessKey}`];
    await run("radosgw-admin", ...config, "-n", GATEWAY, "user", "create", ...user, ...secrets);
  };

  return async (launcher) => {
    for (const name of ["run", "log"]) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "ceph.conf"), cephConfig(settings), { mode: 0o600 });
    if (existsSync(made)) {
      await serveMonitor(launcher);
      await serveDisk(launcher);
      await serveGateway(launcher);
    } else {
      await make(launcher);
      await serveGateway(launcher);
      writeFileSync(made, "");
    }
  };
}
