import { expect, test } from "bun:test";
import { OptionsError } from "../units/options-error.ts";
import { defaultMaxConnections, maxConnectionsOf, parseProcLimits } from "./connection-limit.ts";

const table = (soft: string): string =>
  [
    "Limit                     Soft Limit           Hard Limit           Units     ",
    "Max cpu time              unlimited            unlimited            seconds   ",
    `Max open files            ${soft}                 1048576              files     `,
  ].join("\n");

test("the soft limit of open files is read from /proc", () => {
  expect(parseProcLimits(table("20000"))).toBe(20_000);
  expect(parseProcLimits(table("unlimited"))).toBe(1_000_000);
  expect(parseProcLimits("")).toBeUndefined();
});

test("200 descriptors are kept back", () => {
  expect(maxConnectionsOf(256)).toBe(56);
  expect(maxConnectionsOf(201)).toBe(1);
  expect(() => maxConnectionsOf(200)).toThrow(OptionsError);
  expect(() => maxConnectionsOf(200)).toThrow("the limit of open files is 200");
});

test("this process bears some connections", () => {
  expect(defaultMaxConnections()).toBeGreaterThan(0);
});
