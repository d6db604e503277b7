// A server under test, as a user would start it: a process of its own.
import { fileURLToPath } from "node:url";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { Target } from "../generate/target.ts";

const SERVER = fileURLToPath(new URL("../../src/cli/server.ts", import.meta.url));

/** Twenty servers that warm up together take 8 s on two cores. */
const START_TIMEOUT_NS: Ns = 60 * NS_PER_SECOND;

export interface ServerProcess {
  readonly target: Target;
  readonly pid: number;
  /** Why it ended, if it has ended by itself; undefined while it runs. */
  readonly failure: string | undefined;
  /** Ends it at once: nothing that it holds is worth a drain. Idempotent. */
  stop(): Promise<void>;
}

/** The server did not come up; the message is what it said itself. */
export class ServerStartError extends Error {
  override readonly name = "ServerStartError";
  /** The server's own exit code: 2 says that an option or the task module is bad. */
  readonly exitCode: number | null;

  constructor(message: string, exitCode: number | null) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Starts a server on a free port with these options and waits until it listens.
 * @throws {ServerStartError} if it ends first, or is not up within 60 s.
 */
export async function startServer(
  args: readonly string[],
  signal: AbortSignal,
): Promise<ServerProcess> {
  const child = Bun.spawn(
    [process.execPath, SERVER, "--port", "0", "--log", "off", "--lang", "en", ...args],
    {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      // It ends with us, even if we are killed.
      env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
    },
  );
  let isStopping = false;
  let failure: string | undefined;
  const stderr = new Response(child.stderr).text();
  const ended = child.exited.then(async (exitCode) => {
    const said = (await stderr).trim().replace(/^error: /, "");
    if (!isStopping) failure = said || `the server ended with code ${exitCode}`;
    return exitCode;
  });
  const stop = async (): Promise<void> => {
    isStopping = true;
    child.kill("SIGKILL");
    await child.exited;
  };
  const onAbort = (): void => void stop();
  signal.addEventListener("abort", onAbort, { once: true });

  const deadline = Promise.withResolvers<"late">();
  const timer = setTimeout(() => deadline.resolve("late"), START_TIMEOUT_NS / NS_PER_MS);
  try {
    const target = await Promise.race([readListeningLine(child.stdout), ended, deadline.promise]);
    if (typeof target !== "object") {
      const exitCode = target === "late" ? null : await ended;
      await stop();
      throw new ServerStartError(failure ?? "the server did not come up in time", exitCode);
    }
    return {
      target,
      pid: child.pid,
      get failure() {
        return failure;
      },
      async stop() {
        signal.removeEventListener("abort", onAbort);
        await stop();
      },
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Reads stdout to the line "listening on 127.0.0.1:40123: …"; what comes after it is read and thrown away. */
async function readListeningLine(stdout: ReadableStream<Uint8Array>): Promise<Target> {
  const { promise, resolve } = Promise.withResolvers<Target>();
  void (async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const bytes of stdout) {
      if (text.length > 4096) continue;
      text += decoder.decode(bytes, { stream: true });
      const match = /listening on ([^\s:]+):(\d+)/.exec(text);
      if (match?.[1] !== undefined) resolve({ hostname: match[1], port: Number(match[2]) });
    }
  })();
  return promise;
}
