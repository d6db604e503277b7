import { expect, test } from "bun:test";
import { isKnownHost, isLoopback, isOwnOrigin } from "./origin.ts";

test.each([
  ["127.0.0.1", true],
  ["127.8.9.1", true],
  ["::1", true],
  ["localhost", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.0.2.7", false],
  ["localhost.example", false],
  ["127.0.0.1.example", false],
])("%s is reached from this machine alone: %p", (hostname, expected) => {
  expect(isLoopback(hostname)).toBe(expected);
});

test.each([
  ["127.0.0.1:8080", "127.0.0.1", true],
  ["localhost:8080", "127.0.0.1", true],
  ["[::1]:8080", "::1", true],
  // A tunnel's other end.
  ["localhost:9999", "127.0.0.1", true],
  // DNS rebinding: somebody else's name leads here.
  ["rebound.example:8080", "127.0.0.1", false],
  ["rebound.example:8080", "0.0.0.0", false],
  ["localhost.example:8080", "127.0.0.1", false],
  ["192.0.2.7:8080", "127.0.0.1", false],
  ["192.0.2.7:8080", "0.0.0.0", true],
  ["Classroom:8080", "0.0.0.0", true],
  ["user@127.0.0.1:8080", "127.0.0.1", false],
  ["", "127.0.0.1", false],
  [null, "127.0.0.1", false],
])("asked for as %p, a server on %p answers: %p", (host, listensOn, expected) => {
  expect(isKnownHost(host, listensOn, ["classroom"])).toBe(expected);
});

test.each([
  ["http://127.0.0.1:8080", "127.0.0.1:8080", true],
  ["http://LOCALHOST:8080", "localhost:8080", true],
  ["http://127.0.0.1:8081", "127.0.0.1:8080", false],
  ["https://127.0.0.1:8080", "127.0.0.1:8080", false],
  ["http://evil.example", "127.0.0.1:8080", false],
  ["null", "127.0.0.1:8080", false],
  [null, "127.0.0.1:8080", false],
  [null, null, false],
])("a page of %p at %p is our own: %p", (origin, host, expected) => {
  expect(isOwnOrigin(origin, host)).toBe(expected);
});
