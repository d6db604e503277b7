import { expect, test } from "bun:test";
import { CEPH_PORT_RANGE, chooseFreePort, isFree } from "./free-ports.ts";

test("ports lie below the ephemeral range and Ceph's, and none is given twice", () => {
  const ports = Array.from({ length: 50 }, () => chooseFreePort());
  expect(new Set(ports).size).toBe(50);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(15_000);
    expect(port).toBeLessThan(CEPH_PORT_RANGE.first);
  }
});

test("a preferred port is taken if it is free, and another if not", () => {
  const free = chooseFreePort();
  expect(chooseFreePort(free)).toBe(free);
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: free,
    socket: { data: () => undefined },
  });
  expect(isFree(free)).toBeFalse();
  expect(chooseFreePort(free)).not.toBe(free);
  listener.stop(true);
  expect(isFree(free)).toBeTrue();
});
