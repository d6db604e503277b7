// The text of haproxy.cfg. Pure: the same settings give the same bytes.
import type { EntryServer } from "./balancer.ts";

/** Clients go to entry servers that report ready. */
export const READY_BACKEND = "entry";
/** If none is ready, clients go to a live server: it answers with a clear error, which a balancer can't. */
export const ALIVE_BACKEND = "alive";

export interface HaproxySettings {
  /** The address for clients; default 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  readonly entries: readonly EntryServer[];
}

/**
 * Entry servers get the client's address in a PROXY v2 header. Paths are relative to its working folder. A server that is
 * not ready keeps its connections (there is no `on-marked-down shutdown-sessions`): it can be draining or waiting for its
 * broker, and still answers them.
 */
export function haproxyConfig({ host = "127.0.0.1", port, entries }: HaproxySettings): string {
  return `global
  stats socket unix@admin.sock mode 600 level admin expose-fd listeners
  stats timeout 10s
  pidfile haproxy.pid
  fd-hard-limit 50000
  hard-stop-after 30s
  nbthread 1
  log stderr format raw local0 notice

defaults
  mode tcp
  log global
  option clitcpka
  option srvtcpka
  option redispatch
  retries 2
  timeout connect 2s
  timeout client 1h
  timeout server 1h
  timeout check 500ms
  default-server inter 200ms fastinter 100ms downinter 200ms rise 1 fall 2 send-proxy-v2

frontend tasks
  bind ${host}:${port}
  use_backend ${ALIVE_BACKEND} if { nbsrv(${READY_BACKEND}) eq 0 }
  default_backend ${READY_BACKEND}

${backend(READY_BACKEND, "/readyz", entries)}
${backend(ALIVE_BACKEND, "/healthz", entries)}`;
}

function backend(name: string, path: string, entries: readonly EntryServer[]): string {
  const check = entries.some(({ adminPort }) => adminPort !== null)
    ? ["option httpchk", `http-check send meth GET uri ${path} ver HTTP/1.1 hdr Host localhost`]
    : ["option tcp-check"];
  const servers = entries.map(({ name: server, host = "127.0.0.1", port, adminPort }) => {
    // The task port expects the header on every connection of the balancer, checks included.
    const target = adminPort === null ? "check-send-proxy" : `port ${adminPort}`;
    return `server ${server} ${host}:${port} check ${target}`;
  });
  const lines = ["balance leastconn", ...check, ...servers];
  return `backend ${name}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
