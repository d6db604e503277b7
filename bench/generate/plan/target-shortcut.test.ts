import { describe, expect, test } from "bun:test";
import { OptionsError } from "../../../src/units/options-error.ts";
import { parseLoadTarget } from "./load-target.ts";
import { readShortcut } from "./target-shortcut.ts";

const text = String.raw;

describe("an http address", () => {
  test.each([
    ["http://localhost", "tcp://localhost:80", "/", "localhost"],
    ["http://127.0.0.1:8080/", "tcp://127.0.0.1:8080", "/", "127.0.0.1:8080"],
    ["HTTPS://example.test/a/b?c=d#e", "tls://example.test:443", "/a/b?c=d", "example.test"],
    ["http://[::1]:81/x y", "tcp://[::1]:81", "/x%20y", "[::1]:81"],
    ["http://h/%7B?q=é", "tcp://h:80", "/%7B?q=%C3%A9", "h"],
    [text`http://h/?q=\r\n`, "tcp://h:80", "/?q=%5Cr%5Cn", "h"],
    ["http://h/items/{{i}}?id={{random 8}}", "tcp://h:80", "/items/{{i}}?id={{random 8}}", "h"],
  ])("%s asks for its path", (url, address, path, host) => {
    const shortcut = readShortcut(url);
    expect(shortcut).toEqual({
      address,
      send: text`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: escalera\r\nAccept: */*\r\n\r\n`,
      reply: "http",
      replyToOther: "http",
      reject: null,
      handshake: null,
      isOrdered: true,
    });
    expect(() => parseLoadTarget(address)).not.toThrow();
  });
});

test("a redis address sends PING, and an error of RESP has failed", () => {
  const ping = {
    send: text`PING\r\n`,
    reply: "line",
    replyToOther: "line",
    reject: "^-",
    handshake: null,
    isOrdered: true,
  };
  expect(readShortcut("redis://127.0.0.1")).toEqual({ address: "tcp://127.0.0.1:6379", ...ping });
  expect(readShortcut("rediss://cache:7000/")).toEqual({ address: "tls://cache:7000", ...ping });
});

test("a WebSocket's address asks for it on each connection, and sends pings", () => {
  const shortcut = readShortcut("wss://h/chat?room={{connection}}");
  expect(shortcut).toMatchObject({
    address: "tls://h:443",
    reply: "ws-pong",
    replyToOther: "ws",
    isOrdered: false,
  });
  const { send = "", expect: pattern = "" } = shortcut?.handshake ?? {};
  expect(send).toStartWith(text`GET /chat?room={{connection}} HTTP/1.1\r\nHost: h\r\n`);
  expect(send).toContain(text`\r\nUpgrade: websocket\r\n`);
  // The answer to the example of RFC 6455, section 1.3.
  const answer = (accept: string, status = 101) =>
    `HTTP/1.1 ${status} X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
  const accepted = new RegExp(pattern, "su");
  expect(accepted.test(answer("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))).toBe(true);
  expect(accepted.test(answer("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 200))).toBe(false);
  expect(accepted.test(answer("AAAALMBiTxaQ9kYGzzhZRbK+xOo="))).toBe(false);
});

test("other addresses say no more than where the load goes", () => {
  for (const own of ["tcp://h:1", "tls://h:1", "unix:///x", "h:80", "", "constructor://h"]) {
    expect(readShortcut(own)).toBeUndefined();
  }
});

test.each([
  ["http://", "write http://host or http://host:port"],
  ["http://h:99999/", "with a port from 1 to 65535"],
  ["http://h:0/", "with a port from 1 to 65535"],
  ["https://user:secret@h/", "would be kept in run.json"],
  ["redis://:secret@h", "would be kept in run.json"],
  ["redis://h:6379/3", "write redis://h:6379, and choose a database"],
])("%s is refused, and no password is repeated", (url, hint) => {
  expect(() => readShortcut(url)).toThrow(OptionsError);
  expect(() => readShortcut(url)).toThrow(hint);
  expect(() => readShortcut(url)).not.toThrow("secret");
});
