import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../units/options-error.ts";
import { parseBrokerUrl } from "./broker-url.ts";

const local = {
  isTls: false,
  username: "guest",
  password: "guest",
  vhost: "/",
  hosts: [{ hostname: "localhost", port: 5672 }],
  shown: "amqp://guest@localhost:5672",
};

test.each([
  ["all may be left out but the host", "amqp://localhost", local],
  ["a slash alone is the vhost /", "amqp://localhost/", local],
  [
    "every part is taken",
    "amqp://tasks:secret@broker:1234/prod",
    {
      ...local,
      username: "tasks",
      password: "secret",
      vhost: "prod",
      hosts: [{ hostname: "broker", port: 1234 }],
      shown: "amqp://tasks@broker:1234/prod",
    },
  ],
  [
    "names are percent-decoded",
    "amqp://a%40b:p%3A%2F@localhost/%2Fx",
    {
      ...local,
      username: "a@b",
      password: "p:/",
      vhost: "/x",
      shown: "amqp://a%40b@localhost:5672/%2Fx",
    },
  ],
  [
    "amqps has its own port",
    "amqps://localhost",
    {
      ...local,
      isTls: true,
      hosts: [{ hostname: "localhost", port: 5671 }],
      shown: "amqps://guest@localhost:5671",
    },
  ],
  [
    "a cluster has several hosts",
    "amqp://one,two:5673,three",
    {
      ...local,
      hosts: [
        { hostname: "one", port: 5672 },
        { hostname: "two", port: 5673 },
        { hostname: "three", port: 5672 },
      ],
      shown: "amqp://guest@one:5672,two:5673,three:5672",
    },
  ],
  [
    "an IPv6 address stands in brackets",
    "amqp://[::1]:5673",
    {
      ...local,
      hosts: [{ hostname: "::1", port: 5673 }],
      shown: "amqp://guest@[::1]:5673",
    },
  ],
])("%s", (_, text, address) => {
  expect(parseBrokerUrl(text)).toEqual(address as never);
});

describe("is refused without being repeated, as there may be a password in it", () => {
  test.each([
    "",
    "localhost:5672",
    "http://tasks:secret@localhost",
    "amqp://",
    "amqp://tasks:secret@",
    "amqp://tasks:sec@ret@localhost",
    "amqp://tasks:secret@localhost:0",
    "amqp://tasks:secret@localhost:65536",
    "amqp://tasks:secret@localhost:x",
    "amqp://tasks:secret@one,,two",
    "amqp://tasks:secret@[::1],two",
    "amqp://tasks:%secret@localhost",
    "amqp://tasks:secret@localhost/a/b",
    "amqp://tasks:secret@localhost?heartbeat=5",
  ])("%s", (text) => {
    expect(() => parseBrokerUrl(text)).toThrow(OptionsError);
    expect(() => parseBrokerUrl(text)).not.toThrow(/sec/);
  });
});

test("whatever the names are, they read back and the password is not shown", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(name, name, name, (username, password, vhost) => {
      const [user, secret, host] = [username, `§${password}`, vhost].map(encodeURIComponent);
      const address = parseBrokerUrl(`amqp://${user}:${secret}@localhost/${host}`);
      expect(address).toMatchObject({ username, password: `§${password}`, vhost });
      expect(address.shown).toBe(`amqp://${user}@localhost:5672/${host}`);
    }),
  );
});
