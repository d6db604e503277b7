// What may be asked of a running cluster, as JSON lines over its control socket. Pure: the socket is in control.ts.
import { parseCount } from "../units/count.ts";
import { OptionsError } from "../units/options-error.ts";
import { MAX_SERVERS, type ServerKind } from "./plan.ts";
import type { ClusterStatus } from "./status.ts";

export type ControlRequest =
  | { readonly command: "status" }
  | { readonly command: "scale"; readonly kind: ServerKind; readonly count: number }
  /** SIGKILL, as a fault would: the cluster starts it again. */
  | { readonly command: "kill"; readonly name: string }
  | { readonly command: "drain"; readonly name: string }
  | { readonly command: "down" };

/** Any number of `say`, then one of the others, then the connection ends. */
export type ControlReply =
  | { readonly say: string }
  | { readonly status: ClusterStatus }
  | { readonly done: true }
  | { readonly error: string };

/** Reads one line that came in. @throws {OptionsError} if it asks for nothing that is known. */
export function parseControlRequest(line: string): ControlRequest {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    throw new OptionsError("the request is no JSON");
  }
  if (typeof request === "object" && request !== null && "command" in request) {
    switch (request.command) {
      case "status":
      case "down":
        return { command: request.command };
      case "scale":
        if (
          "kind" in request &&
          (request.kind === "entry" || request.kind === "worker") &&
          "count" in request
        ) {
          const count = parseCount(String(request.count), 1, MAX_SERVERS);
          return { command: "scale", kind: request.kind, count };
        }
        break;
      case "kill":
      case "drain":
        if ("name" in request && typeof request.name === "string") {
          return { command: request.command, name: request.name };
        }
        break;
      default:
    }
  }
  throw new OptionsError("the request is none that this cluster knows");
}

/** Reads "workers=5" or "entries=3". @throws {OptionsError} if it is neither. */
export function parseScale(text: string): ControlRequest & { readonly command: "scale" } {
  const match = /^(worker|workers|entry|entries)=(.*)$/.exec(text);
  if (match === null) {
    throw new OptionsError(`"${text}" is neither workers=N nor entries=N`);
  }
  const kind = match[1]?.startsWith("w") ? "worker" : "entry";
  return { command: "scale", kind, count: parseCount(match[2] ?? "", 1, MAX_SERVERS) };
}

/** "worker 2", "worker-2" and "rabbitmq", as words on the command line, into a name such as "worker-2". */
export function parseMember(words: readonly string[]): string {
  const name = words.join("-");
  if (!/^[a-z0-9]+(?:-[1-9]\d*)?$/.test(name)) {
    throw new OptionsError(`"${words.join(" ")}" is no name (write it like worker 2)`);
  }
  return name;
}
