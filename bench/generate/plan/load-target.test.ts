import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../../../src/units/options-error.ts";
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import {
  formatTarget,
  parseLoadTarget,
  parseTarget,
  type TlsOptions,
  withTlsOptions,
} from "./load-target.ts";

const NO_TLS: TlsOptions = { caFile: null, certFile: null, keyFile: null, isInsecure: false };

describe("a load's target", () => {
  test("is read from its address", () => {
    expect(parseLoadTarget("tcp://127.0.0.1:6379")).toEqual({
      kind: "tcp",
      hostname: "127.0.0.1",
      port: 6379,
    });
    expect(parseLoadTarget("tls://[::1]:443/")).toEqual({
      kind: "tls",
      hostname: "::1",
      port: 443,
      ...NO_TLS,
    });
    expect(parseLoadTarget("unix:///run/my tasks.sock")).toEqual({
      kind: "unix",
      path: "/run/my tasks.sock",
    });
  });

  test("reads back from what is written", () => {
    const port = fc.integer({ min: 1, max: 65535 });
    const kind = fc.constantFrom("tcp", "tls");
    const hostname = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.constantFrom("[::1]", "[FE80::1:2]", "[2001:db8:0:0:0:ff00:42:8329]", "[::ffff:1.2.3.4]"),
    );
    fc.assert(
      fc.property(kind, hostname, port, (scheme, host, number) => {
        // An IPv6 address may be written in its shortest form.
        const target = parseLoadTarget(`${scheme}://${host}:${number}`);
        expect(target).toMatchObject({ kind: scheme, port: number });
        expect(parseLoadTarget(formatLoadTarget(target))).toEqual(target);
        if (!host.startsWith("[")) expect(target).toMatchObject({ hostname: host });
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const target = { kind: "unix" as const, path: `/${name}` };
        expect(parseLoadTarget(formatLoadTarget(target))).toEqual(target);
      }),
    );
  });

  test.each([
    ["127.0.0.1:65432", "write tcp://127.0.0.1:65432, or tls://127.0.0.1:65432 for TLS"],
    ["localhost:80", "write tcp://localhost:80"],
    ["[::1]:80", "write tcp://[::1]:80"],
    ["/run/tasks.sock", "write unix:///run/tasks.sock"],
    ["unix://run/tasks.sock", "with an absolute path"],
    ["unix:///", "with an absolute path"],
    ["6379", "write tcp://127.0.0.1:6379 for a port of this machine"],
    ["localhost", "write tcp://localhost:PORT, or http://localhost/ for a web server"],
    ["tcp://127.0.0.1", "write tcp://host:port"],
    ["tcp://:65432", "write tcp://host:port"],
    ["tcp://127.0.0.1:0", "write tcp://host:port"],
    ["tcp://127.0.0.1:99999", "write tcp://host:port"],
    ["tls://::1:443", "IPv6 in brackets"],
    ["tcp://127.0.0.1:1/path", "no path"],
    ["tcp://user:secret@127.0.0.1:1", "write tcp://host:port"],
    ["tcp://127.0.0.1:1?a", "write tcp://host:port"],
    ["udp://127.0.0.1:1", "write it like tcp://127.0.0.1:65432"],
    ["", "write it like tcp://127.0.0.1:65432"],
  ])("%p is refused with a hint", (text, hint) => {
    expect(() => parseLoadTarget(text)).toThrow(OptionsError);
    expect(() => parseLoadTarget(text)).toThrow(`"${text}" is not a target: `);
    expect(() => parseLoadTarget(text)).toThrow(hint);
  });
});

describe("TLS options", () => {
  const tcp = parseLoadTarget("tcp://127.0.0.1:1");
  const tls = parseLoadTarget("tls://127.0.0.1:1");

  test("fill a tls target, and leave others alone where none is given", () => {
    const options = { caFile: "ca.pem", certFile: "a.pem", keyFile: "a.key", isInsecure: true };
    expect(withTlsOptions(tls, options)).toEqual({ ...tls, ...options });
    expect(withTlsOptions(tls, NO_TLS)).toEqual(tls);
    expect(withTlsOptions(tcp, NO_TLS)).toBe(tcp);
  });

  const refusals: [string, Partial<TlsOptions>, string][] = [
    [
      "tcp",
      { caFile: "ca.pem", isInsecure: true },
      "--tls-ca, --insecure: only for tls:// targets",
    ],
    ["tls", { certFile: "a.pem" }, "--tls-cert needs --tls-key"],
    ["tls", { keyFile: "a.key" }, "--tls-key needs --tls-cert"],
    ["tcp", { keyFile: "a.key" }, "not for tcp://127.0.0.1:1\n--tls-key needs --tls-cert"],
  ];
  test.each(refusals)("of %p, %p are refused", (kind, options, problem) => {
    const target = kind === "tls" ? tls : tcp;
    expect(() => withTlsOptions(target, { ...NO_TLS, ...options })).toThrow(problem);
    expect(() => withTlsOptions(target, { ...NO_TLS, ...options })).toThrow(OptionsError);
  });
});

describe("a sweep's target", () => {
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
});
