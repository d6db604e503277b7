// Addresses that say more than where a load goes: http://host/path, redis://host. Each stands for a tcp:// or tls://
// address, the request that is sent where the user names none, and how its reply ends.
import { handshakeOf } from "../wire/websocket.ts";
import { usageError } from "../../messages/texts.ts";

export interface TargetShortcut {
  /** Such as tcp://127.0.0.1:80. */
  readonly address: string;
  /** As for --send: with escapes and templates. */
  readonly send: string;
  /** As for --reply: to `send`, and to what the user sends instead. */
  readonly reply: string;
  readonly replyToOther: string;
  /** As for --reject; null: the reply's own status tells what failed. */
  readonly reject: string | null;
  /** What is asked on each new connection, and what the answer must match; null: nothing. */
  readonly handshake: { readonly send: string; readonly expect: string } | null;
  /** The protocol promises replies in the order of the requests. */
  readonly isOrdered: boolean;
}

interface Scheme {
  readonly transport: "tcp" | "tls";
  readonly defaultPort: number;
  readonly protocol: "http" | "redis" | "ws";
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  http: { transport: "tcp", defaultPort: 80, protocol: "http" },
  https: { transport: "tls", defaultPort: 443, protocol: "http" },
  ws: { transport: "tcp", defaultPort: 80, protocol: "ws" },
  wss: { transport: "tls", defaultPort: 443, protocol: "ws" },
  redis: { transport: "tcp", defaultPort: 6379, protocol: "redis" },
  rediss: { transport: "tls", defaultPort: 6379, protocol: "redis" },
};

/**
 * Undefined where the text has none of these schemes.
 * @throws {OptionsError} if it has one and can't be used.
 */
export function readShortcut(text: string): TargetShortcut | undefined {
  const name = /^([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase() ?? "";
  const scheme = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  if (scheme === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "" || url.port === "0") {
    throw usageError(({ options }) => options.notAnAddress(text, name));
  }
  if (url.username + url.password !== "") {
    // They would be kept in run.json and in every report.
    throw usageError(({ options }) => options.addressWithPassword(name));
  }
  const port = url.port === "" ? scheme.defaultPort : Number(url.port);
  const address = `${scheme.transport}://${url.hostname}:${port}`;
  const common = { address, reject: null, handshake: null, isOrdered: true };
  switch (scheme.protocol) {
    case "http":
      return {
        ...common,
        send: String.raw`GET ${pathOf(url)} HTTP/1.1\r\nHost: ${url.host}\r\nUser-Agent: escalera\r\nAccept: */*\r\n\r\n`,
        reply: "http",
        replyToOther: "http",
      };
    case "ws":
      return {
        ...common,
        // Any server answers a ping; what a message means is the application's own.
        send: "escalera",
        reply: "ws-pong",
        replyToOther: "ws",
        handshake: handshakeOf(pathOf(url), url.host),
        // Pongs come in the order of the pings; of messages nothing is promised.
        isOrdered: false,
      };
    case "redis":
      if (!["", "/"].includes(url.pathname) || url.search !== "") {
        throw usageError(({ options }) => options.redisDatabase(`${name}://${url.host}`));
      }
      // An error of RESP begins with a minus.
      return {
        ...common,
        send: String.raw`PING\r\n`,
        reply: "line",
        replyToOther: "line",
        reject: "^-",
      };
    default:
      return scheme.protocol satisfies never;
  }
}

/** Path and query as they are sent; {{templates}} in them stay templates, and no backslash becomes an escape. */
function pathOf({ pathname, search }: URL): string {
  return `${pathname}${search}`
    .replaceAll("\\", "%5C")
    .replaceAll(
      /(?:%7B|\{){2}([a-z]+(?:(?:%20| )\w+)*)(?:%7D|\}){2}/gi,
      (_, template: string) => `{{${template.replaceAll("%20", " ")}}}`,
    );
}
