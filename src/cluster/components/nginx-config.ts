// The text of nginx.conf for balancing TCP. Pure, except that it checks whether the stream module is a file.
import { existsSync } from "node:fs";
import type { EntryOrder, EntryServer } from "./component.ts";

/** Its path in Debian. */
const STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so";

export const PID_FILE = "nginx.pid";

export function findNginxStream(): string | undefined {
  return existsSync(STREAM_MODULE) ? STREAM_MODULE : undefined;
}

export interface NginxSettings {
  readonly port: number;
  readonly entries: readonly (EntryServer & { readonly order: EntryOrder })[];
  /** Whether entry servers get the client's address in a PROXY header; nginx sends only version 1. */
  readonly sendProxy: boolean;
  /** Path of the stream module; undefined if it is built in. */
  readonly module?: string | undefined;
  /** Whether its workers stay root: the user for them may not exist. */
  readonly isRoot?: boolean;
}

/**
 * Paths are relative to its folder. There is a master, because without one a new configuration is not taken. There are no active checks: a server counts as away for 2 s after a connection to it has failed.
 */
export function nginxConfig({
  port,
  entries,
  sendProxy,
  module,
  isRoot = false,
}: NginxSettings): string {
  const servers = entries.map(
    (entry) =>
      `    server 127.0.0.1:${entry.port} max_fails=1 fail_timeout=2s${entry.order === "drain" ? " down" : ""};`,
  );
  const user = isRoot ? "user root;\n" : "";
  return `${module === undefined ? "" : `load_module ${module};\n`}daemon off;
worker_processes 1;
worker_shutdown_timeout 30s;
${user}pid ${PID_FILE};
error_log stderr notice;
worker_rlimit_nofile 20000;
events {
  worker_connections 8192;
}
stream {
  upstream entry {
    least_conn;
${servers.join("\n")}
  }
  server {
    listen 127.0.0.1:${port} so_keepalive=on;
    proxy_pass entry;
    proxy_protocol ${sendProxy ? "on" : "off"};
    proxy_connect_timeout 2s;
    proxy_timeout 1h;
    proxy_next_upstream on;
    tcp_nodelay on;
  }
}
`;
}
