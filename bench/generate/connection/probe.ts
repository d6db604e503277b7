// Does a target speak our JSON form? Asked in a way that costs our own server no task.
import { parseJsonReply } from "../../../src/protocol/reply.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import { noConnectionWithin } from "../../run/failure.ts";
import type { Target } from "../plan/load-target.ts";

/** A request without a task: ours answers `bad-request` at once, any other line service takes it for plain text. */
const PROBE = '{"probe":"escalera"}\n';

export type Probe =
  | { readonly kind: "json" }
  | { readonly kind: "plain" }
  | { readonly kind: "unreachable"; readonly reason: Text };

/**
 * Connects and asks. Whatever answers otherwise than ours, or not within `timeoutNs`, is "plain": a service that works
 * for seconds before it replies is no error.
 */
export function probeTarget(target: Target, timeoutNs: Ns): Promise<Probe> {
  return new Promise((resolve) => {
    let received = "";
    let open: { end(): void } | undefined;
    const deadline = setTimeout(() => {
      if (open === undefined)
        resolve({ kind: "unreachable", reason: noConnectionWithin(timeoutNs) });
      else resolve({ kind: "plain" });
      // A connection that stays open would keep the process from ending.
      open?.end();
    }, timeoutNs / NS_PER_MS);
    const finish = (probe: Probe): void => {
      clearTimeout(deadline);
      resolve(probe);
    };
    Bun.connect({
      ...target,
      socket: {
        open(socket) {
          open = socket;
          // Fits any send buffer: a new connection takes it whole.
          socket.write(PROBE);
        },
        data(socket, bytes) {
          received += bytes.toString("utf8");
          if (!received.includes("\n")) return;
          // Before the end, which calls `close` at once: the first answer counts.
          finish({ kind: parseJsonReply(received.trimEnd()) ? "json" : "plain" });
          socket.end();
        },
        end: () => finish({ kind: "plain" }),
        close: () => finish({ kind: "plain" }),
        error: () => finish({ kind: "plain" }),
      },
    }).catch((error: NodeJS.ErrnoException) =>
      finish({ kind: "unreachable", reason: untranslated(error.code ?? error.message) }),
    );
  });
}
