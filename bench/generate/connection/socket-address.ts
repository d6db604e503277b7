// What a connection is opened to.
import type { LoadTarget } from "../../run/load/plan.ts";

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
