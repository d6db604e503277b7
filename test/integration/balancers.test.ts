// HAProxy and nginx in front of two servers that tell who they are and what header they were sent.
import { afterEach, describe, expect, test } from "bun:test";
import type { Balancer, EntryServer } from "../../src/cluster/components/balancer.ts";
import { isListening } from "../../src/cluster/components/ask-socket.ts";
import { Haproxy } from "../../src/cluster/components/haproxy.ts";
import { Nginx } from "../../src/cluster/components/nginx.ts";
import { hasComponents, temporaryFolder } from "../support/components.ts";
import { eventually } from "../support/eventually.ts";

const V2_SIGNATURE = Buffer.from("0d0a0d0a000d0a515549540a", "hex");

const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

interface FakeEntry extends EntryServer {
  isReady: boolean;
  isAlive: boolean;
  stop(): void;
}

/** Answers each line with "<name> <PROXY version or none> <client port>", and `/readyz` and `/healthz` as it is told. */
function startEntry(name: string): FakeEntry {
  const listener = Bun.listen<{ header?: string }>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = {};
      },
      data(socket, bytes) {
        socket.data.header ??= headerOf(bytes);
        if (bytes.includes("tarea\n")) socket.write(`${name} ${socket.data.header}\n`);
      },
    },
  });
  const admin = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const isFine = new URL(request.url).pathname === "/readyz" ? entry.isReady : entry.isAlive;
      return new Response(null, { status: isFine ? 200 : 503 });
    },
  });
  const entry: FakeEntry = {
    name,
    port: listener.port,
    adminPort: admin.port ?? 0,
    isReady: true,
    isAlive: true,
    stop() {
      listener.stop(true);
      void admin.stop(true);
    },
  };
  opened.push(() => entry.stop());
  return entry;
}

function headerOf(bytes: Buffer): string {
  if (bytes.subarray(0, 12).equals(V2_SIGNATURE)) return `v2 ${bytes.readUInt16BE(24)}`;
  const text = /^PROXY TCP4 \S+ \S+ (\d+) \d+\r\n/.exec(bytes.toString("latin1"));
  return text === null ? "none 0" : `v1 ${text[1]}`;
}

interface Talk {
  readonly localPort: number;
  /** Says a line and returns the answer; "closed" if there is none. */
  ask(): Promise<string>;
  close(): void;
}

async function connect(port: number): Promise<Talk> {
  let answered: (answer: string) => void = () => undefined;
  let isClosed = false;
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data: (_, bytes) => answered(bytes.toString().trim()),
      close: () => {
        isClosed = true;
        answered("closed");
      },
    },
  });
  opened.push(() => socket.terminate());
  return {
    localPort: socket.localPort,
    ask: () => {
      const { promise, resolve } = Promise.withResolvers<string>();
      answered = resolve;
      if (isClosed) resolve("closed");
      else socket.write("tarea\n");
      return promise;
    },
    close: () => void socket.end(),
  };
}

async function askOnce(port: number): Promise<string> {
  const talk = await connect(port);
  const answer = await talk.ask();
  talk.close();
  return answer.split(" ")[0] ?? "";
}

async function start(
  balancerClass: typeof Haproxy | typeof Nginx,
  entries: readonly EntryServer[],
): Promise<Balancer> {
  const balancer = await new balancerClass(temporaryFolder("balancer"), { entries }).start();
  opened.push(() => balancer.stop());
  return balancer;
}

/** What holds for both. */
function describeBalancer(
  name: "haproxy" | "nginx",
  balancerClass: typeof Haproxy | typeof Nginx,
  version: string,
): void {
  test("spreads connections evenly, and tells the servers who the client is", async () => {
    const { port } = await start(balancerClass, [startEntry("a"), startEntry("b")]);
    const talks = await Promise.all(Array.from({ length: 6 }, () => connect(port)));
    const answers = await Promise.all(talks.map((talk) => talk.ask()));
    expect(answers.filter((answer) => answer.startsWith("a"))).toHaveLength(3);
    const seen = answers.map((answer) => answer.split(" ").slice(1).join(" "));
    expect(seen).toEqual(talks.map(({ localPort }) => `${version} ${localPort}`));
  });

  test("a draining server keeps who is connected and gets nobody new, until it is ready again", async () => {
    const balancer = await start(balancerClass, [startEntry("a"), startEntry("b")]);
    const talks = [await connect(balancer.port), await connect(balancer.port)];
    const before = await Promise.all(talks.map((talk) => talk.ask()));
    expect(new Set(before.map((answer) => answer[0]))).toEqual(new Set(["a", "b"]));
    await balancer.setServerState("a", "drain");
    await eventually(async () => (await askOnce(balancer.port)) === "b");
    for (let i = 0; i < 4; i++) expect(await askOnce(balancer.port)).toBe("b");
    expect(await Promise.all(talks.map((talk) => talk.ask()))).toEqual(before);
    const states = await balancer.serverStates();
    expect(states.map(({ order }) => order)).toEqual(["drain", "ready"]);
    await balancer.setServerState("a", "ready");
    for (const talk of talks) talk.close();
    await eventually(async () => (await askOnce(balancer.port)) === "a");
  });

  test("takes other servers without losing a connection, old or new", async () => {
    const [a, b, c] = [startEntry("a"), startEntry("b"), startEntry("c")];
    const balancer = await start(balancerClass, [a, b]);
    const kept = await connect(balancer.port);
    const first = await kept.ask();
    const seen = new Set([first.slice(0, 1)]);
    let isOver = false;
    const load = (async () => {
      while (!isOver) seen.add(await askOnce(balancer.port));
    })();
    await balancer.setEntries([b, c]);
    await eventually(() => seen.has("c"));
    isOver = true;
    await load;
    expect([...seen].toSorted()).toEqual(["a", "b", "c"]);
    expect(await kept.ask()).toBe(first);
    for (let i = 0; i < 4; i++) expect(["b", "c"]).toContain(await askOnce(balancer.port));
  });

  test("refuses what it can't balance over, and goes on as it was", async () => {
    const a = startEntry("a");
    const balancer = await start(balancerClass, [a]);
    expect(balancer.setEntries([{ ...a, port: 99_999 }])).rejects.toThrow(/99999/);
    await balancer.setEntries([{ ...a, port: 99_999 }]).catch(() => undefined);
    expect(await askOnce(balancer.port)).toBe("a");
    expect(balancer.setServerState("z", "drain")).rejects.toThrow(
      name === "haproxy" ? /server/i : /z/,
    );
  });

  test("a server that was drained and taken out gets connections when it is added again", async () => {
    const [a, b] = [startEntry("a"), startEntry("b")];
    const balancer = await start(balancerClass, [a, b]);
    await balancer.setServerState("b", "drain");
    await balancer.setEntries([a]);
    await balancer.setEntries([b]);
    expect((await balancer.serverStates()).map(({ order }) => order)).toEqual(["ready"]);
    await eventually(async () => (await askOnce(balancer.port)) === "b");
  });

  test("passes over a server that is gone", async () => {
    const [a, b] = [startEntry("a"), startEntry("b")];
    const balancer = await start(balancerClass, [a, b]);
    a.stop();
    // Its socket may take one more connection before it is closed.
    await eventually(async () => !(await isListening(a.port)));
    for (let i = 0; i < 6; i++) expect(await askOnce(balancer.port)).toBe("b");
  });
}

describe.skipIf(!hasComponents("haproxy"))("haproxy", () => {
  describeBalancer("haproxy", Haproxy, "v2");

  test("a server that is not ready gets nobody new and keeps who is connected", async () => {
    const [a, b] = [startEntry("a"), startEntry("b")];
    const balancer = await start(Haproxy, [a, b]);
    const talks = [await connect(balancer.port), await connect(balancer.port)];
    const before = await Promise.all(talks.map((talk) => talk.ask()));
    a.isReady = false;
    await eventually(async () => (await balancer.serverStates())[0]?.isUp === false);
    for (let i = 0; i < 4; i++) expect(await askOnce(balancer.port)).toBe("b");
    expect(await Promise.all(talks.map((talk) => talk.ask()))).toEqual(before);
    expect((await balancer.serverStates())[0]?.connections).toBe(1);
  });

  test("where none is ready, one that is alive answers", async () => {
    const [a, b] = [startEntry("a"), startEntry("b")];
    const balancer = await start(Haproxy, [a, b]);
    a.isReady = false;
    b.isReady = false;
    b.isAlive = false;
    await eventually(async () =>
      (await balancer.serverStates()).every(({ isUp }) => isUp === false),
    );
    // Its checks of life find the one that is gone after those of readiness do.
    await eventually(async () => {
      for (let i = 0; i < 4; i++) if ((await askOnce(balancer.port)) !== "a") return false;
      return true;
    });
  });
});

describe.skipIf(!hasComponents("nginx"))("nginx", () => {
  describeBalancer("nginx", Nginx, "v1");
});
