import { describe, expect, test } from "bun:test";
import { isReadyEvent, reportReady } from "./ready-event.ts";

describe("reportReady", () => {
  const sent: unknown[] = [];
  const send = (message: unknown): unknown => sent.push(message);

  test("what it sends is the event, with and without an address", () => {
    reportReady({ connected: true, send }, { hostname: "::1", port: 65_432 });
    reportReady({ connected: true, send }, null);
    expect(sent.splice(0).map((message) => isReadyEvent(message))).toEqual([true, true]);
  });

  test("sends nothing over a channel that is closed or does not exist", () => {
    reportReady({ connected: false, send }, null);
    reportReady({ connected: false }, null);
    expect(sent).toEqual([]);
  });
});

test("other messages are not the event", () => {
  const others = [
    null,
    "ready",
    {},
    { event: "ready" },
    { event: "stopped", address: null },
    { event: "ready", address: "127.0.0.1:1" },
    { event: "ready", address: { hostname: "127.0.0.1", port: "1" } },
  ];
  expect(others.filter((message) => isReadyEvent(message))).toEqual([]);
});
