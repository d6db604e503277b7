import { expect, test } from "bun:test";
import { OptionsError } from "../../../src/units/options-error.ts";
import { formatTarget, parseTarget } from "./target.ts";

test("host and port are read, IPv6 too, and written back", () => {
  for (const text of ["tcp://127.0.0.1:65432", "tcp://[::1]:8080", "tcp://tasks.example:1"]) {
    expect(formatTarget(parseTarget(text))).toBe(text);
  }
  expect(parseTarget("tcp://[::1]:8080").hostname).toBe("::1");
});

test("an address without its scheme is told with it", () => {
  expect(() => parseTarget("127.0.0.1:65432")).toThrow("write tcp://127.0.0.1:65432");
});

test.each([
  "",
  "127.0.0.1:65432",
  "http://127.0.0.1:80",
  "tcp://127.0.0.1",
  "tcp://:65432",
  "tcp://127.0.0.1:99999",
  "tcp://127.0.0.1:1/path",
])("%p is refused", (text) => {
  expect(() => parseTarget(text)).toThrow(OptionsError);
});
