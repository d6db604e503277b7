import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { OptionsError } from "../../../src/units/options-error.ts";
import type { LoadFlags } from "./flags.ts";
import { readLoadSettings } from "./options.ts";
import { readScenario } from "./scenario.ts";

const SHIPPED = fileURLToPath(new URL("../../scenarios", import.meta.url));

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-scenario-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scenario(text: string) {
  const path = join(folder, "my.toml");
  writeFileSync(path, text);
  return readScenario(path);
}

/** What is wrong with a scenario, each without the path before it. */
function problems(text: string): readonly string[] {
  try {
    scenario(text);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    const path = join(folder, "my.toml: ");
    return error.problems.map(({ en: problem }) => {
      expect(problem).toStartWith(path);
      return problem.slice(path.length);
    });
  }
  return [];
}

function settings(text: string, flags: LoadFlags = {}, target?: string) {
  return readLoadSettings(target, flags, scenario(text));
}

describe("the scenarios that come with it", () => {
  test("are of five kinds of servers", () => {
    expect(readdirSync(SHIPPED).toSorted()).toEqual([
      "escalera.toml",
      "http.toml",
      "memcached.toml",
      "redis.toml",
      "smtp.toml",
    ]);
  });

  test.each(readdirSync(SHIPPED))(
    "%s needs nothing else, and has several named requests",
    (name) => {
      const shipped = readScenario(join(SHIPPED, name));
      const { plan, label } = readLoadSettings(undefined, {}, shipped);
      expect(label).toBe(name.replace(".toml", ""));
      expect(plan.requests.length).toBeGreaterThanOrEqual(2);
      expect(plan.requests.every((request) => !request.name.startsWith("request "))).toBeTrue();
      expect(plan.target).toMatchObject({ kind: "tcp", hostname: "127.0.0.1" });
    },
  );
});

describe("a scenario", () => {
  test("says where replies have ids, of all requests or of one", () => {
    const { plan } = settings(`
      target = "tcp://127.0.0.1:25"
      "id-match" = 'id=(\\d+)'
      [[request]]
      send = 'get id={{i}}\\n'
      [[request]]
      send = 'put id={{i}}\\n'
      "id-match" = 'id=(.)'
    `);
    expect(plan.requests.map(({ id }) => id)).toEqual([
      { kind: "match", pattern: "id=(\\d+)" },
      { kind: "match", pattern: "id=(.)" },
    ]);
  });

  test("may promise an order, which ids on the command line take the place of", () => {
    const text = `
      target = "tcp://127.0.0.1:25"
      ordered = true
      send = 'get id={{i}}\\n'
    `;
    expect(settings(text).plan.isOrdered).toBe(true);
    const { plan } = settings(text, { idMatch: "id=(\\d+)" });
    expect(plan.isOrdered).toBe(false);
    expect(plan.requests[0]?.id).toEqual({ kind: "match", pattern: "id=(\\d+)" });
  });

  test("holds what flags hold, numbers and texts alike, and what they can't", () => {
    const { plan, thresholds } = settings(`
      target = "tcp://127.0.0.1:25"
      connections = 50
      "fail-if" = ["p99>200ms", "errors>0.1%"]
      drop = true
      reply = "lines:2"
      [connection]
      greeting = "line"
      [[connection.hello]]
      send = 'HELO x\\r\\n'
      expect = "^250"
      [[request]]
      name = "NOOP"
      weight = 2.5
      send = 'NOOP\\r\\n'
      reply = "line"
      [[request]]
      send = "two\\r\\n"
      [[stage]]
      duration = "10s"
      rate = 100
      [[stage]]
      duration = "5s"
      rate = "100..1000/s"
    `);
    const rest = { id: null, reject: null, expectErrors: [] };
    expect(plan.requests).toEqual([
      {
        name: "NOOP",
        weight: 2.5,
        content: { kind: "text", text: "NOOP\\r\\n" },
        reply: { kind: "line" },
        expect: null,
        ...rest,
      },
      {
        name: "request 2",
        weight: 1,
        content: { kind: "text", text: "two\r\n" },
        reply: { kind: "lines", count: 2 },
        expect: null,
        ...rest,
      },
    ]);
    expect(plan.greeting).toEqual({
      greeting: { kind: "line" },
      hello: [
        {
          name: "hello 1",
          weight: 1,
          content: { kind: "text", text: "HELO x\\r\\n" },
          reply: { kind: "line" },
          expect: "^250",
          ...rest,
        },
      ],
    });
    expect(plan).toMatchObject({ connections: 50, durationNs: 15e9 });
    expect(plan.loop).toMatchObject({
      isDropping: true,
      stages: [
        { durationNs: 10e9, startRatePerSec: 100, endRatePerSec: 100 },
        { durationNs: 5e9, startRatePerSec: 100, endRatePerSec: 1000 },
      ],
    });
    expect(thresholds.map(({ text }) => text)).toEqual(["p99>200ms", "errors>0.1%"]);
  });

  test("may say one request as flags do", () => {
    const { plan } = settings(`target = "tcp://a:1"\nsend = 'PING\\r\\n'\nexpect = "PONG"`);
    expect(plan.requests).toMatchObject([{ name: "request", expect: "PONG" }]);
  });

  test("has its paths beside it, wherever it is used from", () => {
    mkdirSync(join(folder, "sub"), { recursive: true });
    writeFileSync(join(folder, "sub", "body.txt"), "PING\r\n");
    writeFileSync(join(folder, "sub", "times.txt"), "0\n1\n");
    const path = join(folder, "sub", "here.toml");
    writeFileSync(
      path,
      `target = "tcp://a:1"\nsend-file = "body.txt"\narrivals = "file:times.txt"\nout = "runs"`,
    );
    const read = readLoadSettings(undefined, {}, readScenario(relative(process.cwd(), path)));
    expect(read.plan.requests[0]?.content).toEqual({
      kind: "file",
      path: join(folder, "sub", "body.txt"),
    });
    expect(read.plan.loop).toMatchObject({
      arrivals: { kind: "file", path: join(folder, "sub", "times.txt") },
    });
    expect(read.out).toBe(join(folder, "sub", "runs"));
  });
});

describe("what is typed takes the place of what the scenario says:", () => {
  const TWO = `
    target = "tcp://a:1"
    rate = 100
    arrivals = "poisson"
    duration = "20s"
    connections = 5
    label = "file"
    fail-if = "p99[one]>1s"
    [[request]]
    name = "one"
    task = "uno"
    [[request]]
    name = "two"
    task = "dos"
  `;

  test("single values", () => {
    const { plan, label } = settings(TWO, { connections: "9", label: "typed" }, "tcp://b:2");
    expect(plan.target).toMatchObject({ hostname: "b" });
    expect(plan).toMatchObject({ connections: 9, durationNs: 20e9 });
    expect(plan.requests).toHaveLength(2);
    expect(label).toBe("typed");
  });

  test("a rate by a rate, which keeps the kind of arrivals", () => {
    expect(settings(TWO, { rate: "7" }).plan.loop).toMatchObject({
      arrivals: { kind: "poisson" },
      stages: [{ startRatePerSec: 7 }],
    });
  });

  test("the kind of load as a whole", () => {
    expect(settings(TWO, { think: "0" }).plan.loop).toEqual({ kind: "closed", thinkNs: 0 });
    expect(settings(TWO, { stages: "3s:5" }).plan).toMatchObject({ durationNs: 3e9 });
    expect(settings(TWO, { burst: "8" }).plan).toMatchObject({
      loop: { kind: "burst" },
      connections: 8,
      durationNs: null,
    });
    const times = join(folder, "times.txt");
    writeFileSync(times, "0\n1\n");
    const trace = settings(TWO, { arrivals: `file:${times}` }).plan;
    expect(trace).toMatchObject({ loop: { stages: [] }, durationNs: 20e9, maxRequests: 2 });
    const traced = `target = "tcp://a:1"\nsend = "x"\narrivals = "file:times.txt"`;
    expect(settings(traced, { rate: "7" }).plan.loop).toMatchObject({
      arrivals: { kind: "constant" },
    });
    const burst = `target = "tcp://a:1"\nsend = "x"\nburst = 5`;
    expect(settings(burst, { rate: "7" }).plan).toMatchObject({ connections: 100 });
  });

  test("how long by how many, and the other way round", () => {
    expect(settings(TWO, { requests: "200" }).plan).toMatchObject({
      durationNs: null,
      maxRequests: 200,
    });
    const counted = `target = "tcp://a:1"\nsend = "x"\nrequests = 5`;
    expect(settings(counted, { duration: "1s" }).plan).toMatchObject({
      durationNs: 1e9,
      maxRequests: null,
    });
  });

  test("what is sent together with its reply", () => {
    const one = `target = "tcp://a:1"\nsend = "x"\nreply = "lines:3"\nexpect = "y"`;
    expect(settings(one, { send: "z" }).plan.requests).toMatchObject([
      { content: { text: "z" }, reply: { kind: "line" }, expect: null },
    ]);
    expect(settings(one, { reply: "line" }).plan.requests).toMatchObject([
      { content: { text: "x" }, reply: { kind: "line" }, expect: "y" },
    ]);
    expect(settings(TWO, { send: "z", failIf: ["p99>1s"] }).plan.requests).toHaveLength(1);
  });

  test("but not the replies of several requests at once", () => {
    expect(() => settings(TWO, { reply: "line" })).toThrow(
      /^--reply: the requests of .*my\.toml contain it: change it there/,
    );
  });

  test("and problems are told with the place that they come from", () => {
    expect(() => settings(TWO, { send: "z", connections: "0" })).toThrow(
      /^--connections: "0".*\n.*my\.toml: fail-if: "p99\[one\]>1s": no request is named one/,
    );
  });
});

describe("a bad scenario", () => {
  test("has all its problems told at once, each with its place", () => {
    expect(
      problems(`
        target = "nowhere"
        conections = 5
        timeout = true
        rate = "fast"
        duration = "1s"
        stages = "1s:1"
        drop = "yes"
        fail-if = [true]
        send = "x"
        [connection]
        greating = "line"
        [[connection.hello]]
        send = "x"
        reply = "none"
        [[request]]
        name = "GET"
        weight = -1
        [[request]]
        name = "GET"
        send = "{{nothing}}"
        task = "x"
        reply = "lines"
        expect = "("
        [[stage]]
        duration = "1s"
      `),
    ).toEqual([
      expect.stringMatching(/^target: "nowhere"/),
      'drop: "yes" is not true or false',
      "timeout: true is not text or a number",
      "fail-if: [true] is not a list of texts",
      "stages: not together with [[stage]] tables: use one of the two",
      "stage 1: rate is missing",
      "connection: hello 1: reply: the connection must stay open after this reply: close and none do not fit",
      'connection: unknown key "greating" (did you mean "greeting"?)',
      expect.stringMatching(/^rate: "fast"/),
      "send: not together with [[request]] tables: move it into one of them",
      'request 1 "GET": weight: "-1" is not a number above 0, up to 1000000',
      'request 1 "GET": nothing to send: give one of send, send-file, send-jsonl, task',
      'request 2 "GET": name: "GET" is already the name of another request',
      expect.stringMatching(/^request 2 "GET": reply: "lines" is not complete/),
      expect.stringMatching(/^request 2 "GET": expect: "\(" is not a regular/),
      'request 2 "GET": task: a request sends one thing: give only one of send, task',
      'unknown key "conections" (did you mean "connections"?)',
      "rate: not together with stages: stages contain the rate",
      "duration: not together with stages: stages contain the duration",
    ]);
  });

  test("stages are numbered", () => {
    const stage = `send = "x"\n[[stage]]\nduration = "1s"\nrate = 1\n[[stage]]\nduration = "x"\nrate = 1`;
    expect(problems(stage)).toEqual([
      expect.stringMatching(/^stages: stage 2: "x" is not a duration/),
    ]);
  });

  test.each([
    ["a = 1\nb = \n[x", 2, /value/],
    ["a = 1\n\na = 2\nb = 3", 3, /redefine .* \(1: a = 2\)$/],
    ['a = [1,\n2\nb = "x"\n', 3, /./],
  ])("%j is no TOML, in line %d", (text, line, reason) => {
    const [problem = ""] = problems(text);
    expect(problem).toStartWith(`line ${line}: `);
    expect(problem).toMatch(reason);
  });

  test("tables and values are not taken for each other", () => {
    expect(problems(`send = "x"\nrequest = 5\nconnection = "line"\nstage = [1]`)).toEqual([
      "stage: [1] is not a list of tables: write [[stage]]",
      'connection: "line" is not a table: write [connection]',
      "request: 5 is not a list of tables: write [[request]]",
    ]);
    expect(problems(`send = "x"\n[request]\nsend = "y"`)).toEqual([
      'request: {"send":"y"} is not a list of tables: write [[request]]',
    ]);
  });

  test("that is not there is said to be missing", () => {
    expect(() => readScenario(join(folder, "none.toml"))).toThrow(
      /^--scenario: ".*none\.toml" can't be read: no such file or directory$/,
    );
  });
});
