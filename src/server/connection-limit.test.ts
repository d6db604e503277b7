import { expect, test } from "bun:test";
import { OptionsError } from "../units/options-error.ts";
import { maxConnectionsOf } from "./connection-limit.ts";

test("200 descriptors are kept back", () => {
  expect(maxConnectionsOf(256)).toBe(56);
  expect(maxConnectionsOf(201)).toBe(1);
  expect(() => maxConnectionsOf(200)).toThrow(OptionsError);
  expect(() => maxConnectionsOf(200)).toThrow("the limit of open files is 200");
});

test("a process bears as many connections as it may have files open, less these", async () => {
  const path = JSON.stringify(`${import.meta.dir}/connection-limit.ts`);
  const code = `console.log((await import(${path})).defaultMaxConnections())`;
  const child = Bun.spawn(["sh", "-c", 'ulimit -n 256; exec "$0" -e "$1"', process.execPath, code]);
  expect(await new Response(child.stdout).text()).toBe("56\n");
});
