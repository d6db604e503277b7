import { describe, expect, test } from "bun:test";
import { isPageEvent, isReadyEvent, reportPage, reportReady } from "./ready-event.ts";

describe("reportReady", () => {
  const sent: unknown[] = [];
  const send = (message: unknown): unknown => sent.push(message);

  test("what it sends is the event, with and without an address", () => {
    reportReady({ connected: true, send }, { hostname: "::1", port: 65_432 });
    reportReady({ connected: true, send }, null);
    expect(sent.splice(0).map((message) => isReadyEvent(message))).toEqual([true, true]);
    reportPage({ connected: true, send }, "http://127.0.0.1:8080");
    expect(sent.splice(0).map((message) => isPageEvent(message))).toEqual([true]);
  });

  test("sends nothing over a channel that is closed or does not exist", () => {
    reportReady({ connected: false, send }, null);
    reportReady({ connected: false }, null);
    reportPage({ connected: false, send }, "http://127.0.0.1:8080");
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
    { event: "page", url: null },
  ];
  expect(others.filter((message) => isReadyEvent(message) || isPageEvent(message))).toEqual([]);
});
