// HAProxy's admin socket: one line is sent; the answer ends with the connection.
import { say } from "../../messages/catalogue.ts";
import { ComponentError, type EntryState } from "./component.ts";
import { ALIVE_BACKEND, READY_BACKEND } from "./haproxy-config.ts";

const ASK_TIMEOUT_MS = 2000;

/** @throws {ComponentError} if it can't be reached or does not answer within 2 s. */
export async function askHaproxy(path: string, command: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (cause?: unknown): void =>
    reject(
      new ComponentError(
        say(({ cluster }) => cluster.haproxySilent(path)),
        { cause },
      ),
    );
  const timer = setTimeout(fail, ASK_TIMEOUT_MS);
  const decoder = new TextDecoder();
  let answer = "";
  try {
    const socket = await Bun.connect({
      unix: path,
      socket: {
        open: (opened) => void opened.write(`${command}\n`),
        data: (_, bytes) => {
          answer += decoder.decode(bytes, { stream: true });
        },
        close: () => resolve(answer.trim()),
        error: (_, error) => fail(error),
      },
    });
    try {
      return await promise;
    } finally {
      socket.terminate();
    }
  } catch (error) {
    if (error instanceof ComponentError) throw error;
    throw new ComponentError(
      say(({ cluster }) => cluster.haproxySilent(path)),
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Parses the entry servers in the output of `show stat`. Pure. @throws {ComponentError} if it is not the expected CSV. */
export function parseServerStates(csv: string): readonly EntryState[] {
  const [head = "", ...lines] = csv.replace(/^# /, "").split("\n");
  const columns = head.split(",");
  const column = (name: string): number => {
    const index = columns.indexOf(name);
    if (index === -1) throw new ComponentError(say(({ cluster }) => cluster.haproxyLacks(name)));
    return index;
  };
  const [proxy, server, sessions, status] = ["pxname", "svname", "scur", "status"].map(column);
  if (proxy === undefined || server === undefined) return [];
  const rows = lines
    .map((line) => line.split(","))
    .filter((row) => [READY_BACKEND, ALIVE_BACKEND].includes(row[proxy] ?? ""))
    .filter((row) => !["BACKEND", "FRONTEND"].includes(row[server] ?? ""));
  return rows
    .filter((row) => row[proxy] === READY_BACKEND)
    .map((row) => {
      const name = row[server] ?? "";
      const state = row[status ?? -1] ?? "";
      const connections = rows
        .filter((other) => other[server] === name)
        .reduce((sum, other) => sum + Number(other[sessions ?? -1] ?? 0), 0);
      return {
        name,
        // "DRAIN", "DRAIN (agent)"; a server that is down while it drains has "DOWN", or "DRAIN" with its check's result.
        order: state.startsWith("DRAIN") ? "drain" : "ready",
        isUp: state.startsWith("UP") || state.startsWith("DRAIN") || state === "no check",
        connections,
      };
    });
}
