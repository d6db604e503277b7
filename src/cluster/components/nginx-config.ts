// The text of nginx.conf for balancing TCP. Pure, except that it checks whether the stream module is a file.
import { existsSync } from "node:fs";
import type { EntryOrder, EntryServer } from "./balancer.ts";

/** Its path in Debian. */
const STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so";

export const PID_FILE = "nginx.pid";

export function findNginxStream(): string | undefined {
  return existsSync(STREAM_MODULE) ? STREAM_MODULE : undefined;
}

export interface NginxSettings {
  readonly port: number;
  readonly entries: readonly (EntryServer & { readonly order: EntryOrder })[];
  /** Path of the stream module; undefined if it is built in. */
  readonly module?: string | undefined;
  /** Whether its workers stay root: the user for them may not exist. */
  readonly isRoot?: boolean;
}

/**
 * Entry servers get the client's address in a PROXY v1 header: nginx sends no other version. Paths are relative to its
 * folder. There is a master process, because without one a new configuration is not loaded. There are no active checks:
 * after a failed connection a server gets no clients for 2 s.
 */
export function nginxConfig({ port, entries, module, isRoot = false }: NginxSettings): string {
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
    proxy_protocol on;
    proxy_connect_timeout 2s;
    proxy_timeout 1h;
    proxy_next_upstream on;
    tcp_nodelay on;
  }
}
`;
}
