// Local ports: each connection to a TCP target takes one, and keeps it for a minute after it was closed (TIME_WAIT).
import type { LocalPorts } from "../../run/load/run.ts";
import { readProc } from "./proc.ts";

const LOOK_MS = 500;

export interface PortWatch {
  /** Ends the watch; null where the system does not tell. Idempotent. */
  end(): LocalPorts | null;
}

/** Owns one timer until `end`. */
export function watchPorts(): PortWatch {
  const available = countAvailable();
  let usedMax = countUsed();
  const timer = setInterval(() => {
    usedMax = Math.max(usedMax, countUsed());
  }, LOOK_MS);
  // The load, not its watch, keeps the process alive.
  timer.unref();
  return {
    end() {
      clearInterval(timer);
      usedMax = Math.max(usedMax, countUsed());
      return available === 0 ? null : { usedMax, available };
    },
  };
}

/** Ends of TCP connections of the whole host, those in TIME_WAIT included: /proc/net/sockstat (proc(5)). */
function countUsed(): number {
  const line = readProc("/proc/net/sockstat")?.match(/^TCP: inuse (\d+) orphan \d+ tw (\d+)/m);
  return Number(line?.[1] ?? 0) + Number(line?.[2] ?? 0);
}

/** ip(7): the first and the last port that connections are given. */
function countAvailable(): number {
  const range = readProc("/proc/sys/net/ipv4/ip_local_port_range");
  const [first = 1, last = 0] = range?.split(/\s+/) ?? [];
  return Math.max(0, Number(last) - Number(first) + 1);
}
