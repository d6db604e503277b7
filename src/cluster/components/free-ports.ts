// Loopback ports for private instances, below the kernel's range for outgoing connections: a component can bind its port
// seconds after it was chosen, and an outgoing connection could have taken a port of that range.

const FIRST = 15_000;
/** Ceph's daemons search this range for free ports; other components do not use it. */
const LAST = 27_999;
export const CEPH_PORT_RANGE = { first: 28_000, last: 31_999 } as const;
const MAX_TRIES = 1000;

/** Ports that this process has chosen: components that start together get different ports. */
const taken = new Set<number>();

/**
 * `preferred` itself if it is free, else any free port.
 * @throws {Error} if there is none.
 */
export function chooseFreePort(preferred?: number): number {
  if (preferred !== undefined && isFree(preferred)) {
    taken.add(preferred);
    return preferred;
  }
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (taken.has(port) || !isFree(port)) continue;
    taken.add(port);
    return port;
  }
  throw new Error(`there is no free port between ${FIRST} and ${LAST}`);
}

/** Whether a server could listen on 127.0.0.1 at this port now. */
export function isFree(port: number): boolean {
  try {
    const socket = { data: () => undefined };
    Bun.listen({ hostname: "127.0.0.1", port, socket }).stop(true);
    return true;
  } catch {
    return false; // In use, or not permitted.
  }
}
