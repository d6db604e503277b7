import { describe, expect, test } from "bun:test";
import { OptionsError } from "../../units/options-error.ts";
import { parseHost, parsePort } from "./host-and-port.ts";

function problemOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof OptionsError) return error.message;
    throw error;
  }
  return "none";
}

describe("a host", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["localhost", "localhost"],
    ["::1", "::1"],
    ["[::1]", "::1"],
    ["fe80::1%eth0", "fe80::1%eth0"],
  ])("%s is one", (text, host) => {
    expect(parseHost(text)).toBe(host);
  });

  test.each([
    ["127.0.0.1:24432", "--host 127.0.0.1 --port 24432"],
    ["localhost:80", "--host localhost --port 80"],
    ["[::1]:80", "--host ::1 --port 80"],
    ["tcp://10.0.0.1:80", "--host 10.0.0.1 --port 80"],
    ["tcp://10.0.0.1", "--host 10.0.0.1"],
  ])("%s is more than one", (text, instead) => {
    expect(problemOf(() => parseHost(text))).toBe(
      `"${text}" is more than a host: write ${instead}`,
    );
  });

  test("is told by the flags that it belongs to", () => {
    const flags = { host: "--dashboard-host", port: "--dashboard-port" };
    expect(problemOf(() => parseHost("0.0.0.0:8080", flags))).toEndWith(
      "write --dashboard-host 0.0.0.0 --dashboard-port 8080",
    );
  });
});

describe("a port", () => {
  test("is one from the least to 65535", () => {
    expect(parsePort("65535", 1)).toBe(65_535);
    expect(problemOf(() => parsePort("0", 1))).toContain("1 to 65535");
    expect(problemOf(() => parsePort("http", 1))).toContain("1 to 65535");
  });

  test("with a host is more than one", () => {
    const problem = problemOf(() => parsePort("127.0.0.1:24432", 1));
    expect(problem).toBe(
      '"127.0.0.1:24432" is more than a port: write --host 127.0.0.1 --port 24432',
    );
    expect(problemOf(() => parsePort("a:80", 1, { port: "--admin-port" }))).toEndWith(
      "write --admin-port 80",
    );
  });

  test("is not the id of a process", async () => {
    // A child until its pid is beyond all ports would be many: an id that no process has is told as no port.
    expect(problemOf(() => parsePort("4194303", 1))).toContain("is not a whole number");
    const process = Bun.spawn(["sleep", "60"]);
    try {
      const problem = problemOf(() => parsePort(String(process.pid), 1));
      // Only an id beyond the ports can be told from one.
      expect(problem).toBe(
        process.pid > 65_535
          ? `${process.pid} is the PID of sleep, not a port: a port is 1 to 65535`
          : "none",
      );
    } finally {
      process.kill();
      await process.exited;
    }
  });
});
