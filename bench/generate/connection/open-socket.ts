// Opens a connection to a target, with a deadline, and says in the field's words why one could not be opened.
import { closeSync, openSync } from "node:fs";
import type { Socket, SocketHandler } from "bun";
import { type FailureKind, detail, noConnectionWithin } from "../../run/failure.ts";
import type { LoadTarget } from "../../run/load/plan.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import { codeOf, TextError, textOf } from "../../../src/units/text-error.ts";

/** What Bun wants to connect; the files of TLS are read once. */
export type SocketAddress =
  | { readonly hostname: string; readonly port: number; readonly tls?: Bun.TLSOptions }
  | { readonly unix: string };

/**
 * Reads the certificates that a target names.
 * @throws {Error} the system's, if one can't be read.
 */
export async function readSocketAddress(target: LoadTarget): Promise<SocketAddress> {
  switch (target.kind) {
    case "tcp":
      return { hostname: target.hostname, port: target.port };
    case "unix":
      return { unix: target.path };
    case "tls": {
      const read = (path: string | null) => (path === null ? undefined : Bun.file(path).text());
      const [ca, cert, key] = await Promise.all([
        read(target.caFile),
        read(target.certFile),
        read(target.keyFile),
      ]);
      return {
        hostname: target.hostname,
        port: target.port,
        tls: {
          serverName: target.hostname,
          // Judged in `handshake`: a refusal there has a reason, one made by the library has none.
          rejectUnauthorized: false,
          ...(ca !== undefined && { ca }),
          ...(cert !== undefined && { cert }),
          ...(key !== undefined && { key }),
        },
      };
    }
    default:
      return target satisfies never;
  }
}

export class ConnectError extends TextError {
  override readonly name = "ConnectError";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, problem: Text, options?: ErrorOptions) {
    super(problem, options);
    this.kind = kind;
  }
}

/**
 * Resolves when the connection stands (of TLS: before its handshake).
 * @throws {ConnectError} if it does not within `timeoutNs`, or is refused.
 */
export async function openSocket<Data>(
  address: SocketAddress,
  data: Data,
  socket: SocketHandler<Data, "uint8array">,
  timeoutNs: Ns,
): Promise<Socket<Data>> {
  const deadline = Promise.withResolvers<"late">();
  const timer = setTimeout(() => deadline.resolve("late"), timeoutNs / NS_PER_MS);
  // Both kinds of address and of bytes fit the one function, which is declared for fewer of them.
  const options = { ...address, data, socket } as unknown as Bun.TCPSocketConnectOptions<Data>;
  const connecting = Bun.connect(options);
  try {
    const opened = await Promise.race([connecting, deadline.promise]);
    if (opened !== "late") return opened;
  } catch (error) {
    throw explainConnectError(error);
  } finally {
    clearTimeout(timer);
  }
  // Bun.connect can't be called off: a connection that stands after all is closed.
  connecting.then(
    (late) => late.end(),
    () => undefined,
  );
  throw connectTimeOut(timeoutNs);
}

export function connectTimeOut(timeoutNs: Ns): ConnectError {
  return new ConnectError("connect time-out", noConnectionWithin(timeoutNs));
}

export function explainConnectError(error: unknown): ConnectError {
  const { en: message } = textOf(error);
  const code = codeOf(error);
  const kind = kindOfCode(code);
  const said = code === "" || message.includes(code) ? message : `${code}: ${message}`;
  // What Bun says of it is that the connection was refused.
  const problem =
    kind === "out of descriptors" ? detail((d) => d.noDescriptorLeft) : untranslated(said);
  return new ConnectError(kind, problem, { cause: error });
}

function kindOfCode(code: string): FailureKind {
  switch (code) {
    case "ECONNREFUSED":
      // With no descriptor left it is said to be refused too.
      return isOutOfDescriptors() ? "out of descriptors" : "refused";
    // A Unix socket that nobody has made.
    case "ENOENT":
      return "refused";
    case "EMFILE":
    case "ENFILE":
      return "out of descriptors";
    case "EADDRNOTAVAIL":
      return "out of ports";
    case "ETIMEDOUT":
      return "connect time-out";
    case "ECONNRESET":
      return "reset";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "DNS";
    default:
      return isOutOfDescriptors() ? "out of descriptors" : "connection failed";
  }
}

/** Found out by opening a file. */
function isOutOfDescriptors(): boolean {
  try {
    closeSync(openSync("/dev/null", "r"));
    return false;
  } catch (error) {
    return ["EMFILE", "ENFILE"].includes(codeOf(error));
  }
}
