// A load's target as one types it.
import type { LoadTarget } from "./plan.ts";

/** "tcp://127.0.0.1:65432", "tls://[::1]:443", "unix:///run/tasks.sock"; TLS options are not in it. */
export function formatLoadTarget(target: LoadTarget): string {
  if (target.kind === "unix") return `unix://${target.path}`;
  const { kind, hostname, port } = target;
  return `${kind}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
