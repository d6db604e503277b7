import { describe, expect, test } from "bun:test";
import { clusterMessagesFor } from "../messages/catalogue.ts";
import { untranslated } from "../units/text.ts";

import { type ClusterStatus, formatTable, type MemberStatus } from "./status.ts";

const member = (name: string, more: Partial<MemberStatus> = {}): MemberStatus => ({
  name,
  kind: "worker",
  state: "up",
  address: null,
  adminPort: null,
  pid: 4_194_304,
  restarts: 0,
  note: untranslated(""),
  ...more,
});

const STATUS: ClusterStatus = {
  state: "up",
  hostname: "127.0.0.1",
  port: 65_432,
  folder: "/tmp/escalera-data-AbCdEf",
  isKept: false,
  pid: 4_194_303,
  startedAtMs: 0,
  threads: 10,
  members: [
    member("balancer", {
      address: "127.0.0.1:65432",
      note: untranslated("HAProxy, leastconn, PROXY v2"),
      restarts: 12,
    }),
    member("entry-1", { address: "127.0.0.1:15001", adminPort: 15_002, state: "stopping" }),
    member("worker-64", { adminPort: 15_003, note: { en: "10 threads", es: "10 hilos" } }),
    member("postgres", {
      address: "postgres://escalera:***@127.0.0.1:15432/tasks?search_path=***",
      state: "waiting",
    }),
    member("rabbitmq", { address: "amqp://tasks:***@127.0.0.1:15672/escalera", pid: null }),
  ],
};

const NUMBERS = /\d+/g;

describe.each(["en", "es"] as const)("the table of a cluster, in %s", (language) => {
  const messages = clusterMessagesFor(language);
  const table = (columns?: number) => formatTable(STATUS, messages, columns);

  test("has a line for each member where there is room, with whole addresses", () => {
    expect(table().split("\n")).toHaveLength(6);
    expect(table()).toContain("postgres://escalera:***@127.0.0.1:15432/tasks?search_path=***");
  });

  test("fits 80 columns: every PID, port and name is whole", () => {
    const lines = table(80).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const { name, pid, adminPort } of STATUS.members) {
      const line = lines.find((one) => one.startsWith(`${name} `)) ?? "";
      for (const number of [pid, adminPort]) {
        if (number !== null) expect(line.match(NUMBERS)).toContain(String(number));
      }
    }
    expect(table(80)).toContain("127.0.0.1:15432");
    expect(table(80)).not.toContain("postgres://");
  });
});
