import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../units/options-error.ts";
import { partSeed } from "../units/random.ts";
import {
  type ClusterPlan,
  parseUse,
  planEntry,
  planScale,
  planWorker,
  withoutSecrets,
} from "./plan.ts";

const PLAN: ClusterPlan = {
  entries: 2,
  workers: 3,
  threads: 4,
  balancer: "haproxy",
  hostname: "127.0.0.1",
  port: 65432,
  queue: "mine",
  use: {},
  workerFlags: ["--service", "3s"],
  seed: 7,
  commonFlags: ["--log", "off"],
};
const URLS = { amqp: "amqp://b/", postgres: "postgres://p/d", s3: "s3://k:s@s/b" };

describe("planEntry and planWorker", () => {
  test("an entry server listens on its own ports and takes PROXY headers from the balancer alone", () => {
    const { name, args } = planEntry(PLAN, URLS, 2, { port: 15001, adminPort: 15002 });
    expect(name).toBe("entry-2");
    expect(args.join(" ")).toBe(
      "--host 127.0.0.1 --port 15001 --admin-port 15002 --name entry-2 --proxy-from 127.0.0.1 " +
        "--broker amqp://b/ --store postgres://p/d --blobs s3://k:s@s/b --queue mine --log off",
    );
  });

  test("a worker is told its threads and the work, and listens only for its admin port", () => {
    const { name, port, args } = planWorker(PLAN, URLS, 3, 15003);
    expect({ name, port }).toEqual({ name: "worker-3", port: null });
    expect(args.join(" ")).toBe(
      "--threads 4 --admin-port 15003 --name worker-3 --broker amqp://b/ --store postgres://p/d " +
        `--blobs s3://k:s@s/b --queue mine --service 3s --seed ${partSeed(7, 3)} --log off`,
    );
  });

  test("each worker draws its service times from a seed of its own; a module draws none", () => {
    const seedOf = (plan: ClusterPlan, index: number) => {
      const { args } = planWorker(plan, URLS, index, 1);
      const at = args.indexOf("--seed");
      return at < 0 ? undefined : args[at + 1];
    };
    expect(seedOf(PLAN, 1)).toBe("7");
    expect(new Set([1, 2, 3].map((index) => seedOf(PLAN, index))).size).toBe(3);
    expect(seedOf({ ...PLAN, seed: undefined }, 1)).toBeUndefined();
  });
});

describe("planScale", () => {
  test.each([
    ["grows from the next number on", [1, 2], 4, [3, 4], []],
    ["fills a gap that a drain left", [2, 3], 3, [1], []],
    ["takes the highest numbers away first", [1, 2, 3, 4], 2, [], [4, 3]],
    ["does nothing where nothing is to be done", [1, 2], 2, [], []],
  ] as const)("%s", (_, present, wanted, start, stop) => {
    expect(planScale(present, wanted)).toEqual({ start: [...start], stop: [...stop] });
  });

  test("whatever runs, as many run afterwards as were wanted, each under a number of its own", () => {
    const indexes = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(indexes, fc.integer({ min: 1, max: 40 }), (present, wanted) => {
        const { start, stop } = planScale(present, wanted);
        const after = [...present.filter((index) => !stop.includes(index)), ...start];
        expect(new Set(after).size).toBe(wanted);
        expect(after).toHaveLength(wanted);
        expect(start.length === 0 || stop.length === 0).toBe(true);
      }),
    );
  });
});

describe("parseUse", () => {
  test("an engine is taken by its URL", () => {
    expect(parseUse("amqp=amqps://u:p@h/v?x=1")).toEqual(["amqp", "amqps://u:p@h/v?x=1"]);
  });

  test.each([
    ["redis=x", '"redis" is none of amqp, postgres, s3 (write it like amqp=amqp://host/)'],
    ["amqp=http://u:secret@h", "amqp: its URL does not start with amqp:// or amqps://"],
  ])("%s is refused, and no secret told", (text, problem) => {
    expect(() => parseUse(text)).toThrow(new OptionsError(problem));
  });
});

test.each([
  ["amqp://tasks:s3cret@127.0.0.1:5672/", "amqp://tasks:***@127.0.0.1:5672/"],
  [
    "postgres://tasks@db/tasks?password=s3cret&sslmode=require",
    "postgres://tasks@db/tasks?password=***&sslmode=***",
  ],
  ["s3://127.0.0.1:9000/bucket", "s3://127.0.0.1:9000/bucket"],
] as const)("%s is shown as %s", (url, shown) => {
  expect(withoutSecrets(url)).toBe(shown);
});
