import { describe, expect, test } from "bun:test";
import { haproxyConfig } from "./haproxy-config.ts";
import { parseServerStates } from "./haproxy.ts";

const ENTRIES = [
  { name: "entry1", port: 15_001, adminPort: 15_101 },
  { name: "entry2", port: 15_002, adminPort: 15_102 },
];

function serverLines(config: string): readonly string[] {
  return config.split("\n").filter((line) => line.startsWith("  server "));
}

describe("haproxyConfig", () => {
  test("entry servers with an admin port are checked on their readiness there, without a PROXY header", () => {
    const config = haproxyConfig({ port: 15_000, entries: ENTRIES });
    expect(config).toContain("http-check send meth GET uri /readyz");
    expect(config).toContain("mode tcp");
    expect(config).toContain("balance leastconn");
    expect(config).toContain("bind 127.0.0.1:15000\n");
    expect(config).toMatch(/default-server .* send-proxy-v2\n/);
    expect(config).not.toContain("check-send-proxy");
    expect(serverLines(config).slice(0, 2)).toEqual([
      "  server entry1 127.0.0.1:15001 check port 15101",
      "  server entry2 127.0.0.1:15002 check port 15102",
    ]);
  });

  test("if none is ready, clients go to those that are alive, and hear from them why", () => {
    const config = haproxyConfig({ port: 15_000, entries: ENTRIES });
    expect(config).toContain("use_backend alive if { nbsrv(entry) eq 0 }");
    expect(config).toContain("uri /healthz");
    expect(serverLines(config)).toHaveLength(4);
  });

  test("servers that are marked down keep those who are connected", () => {
    const config = haproxyConfig({ port: 15_000, entries: ENTRIES });
    expect(config).not.toContain("shutdown-sessions");
  });

  test("without an admin port the task port is checked, with the header that it expects", () => {
    const entries = [{ name: "a", port: 15_001, adminPort: null }];
    const config = haproxyConfig({ port: 15_000, entries });
    expect(config).toContain("option tcp-check");
    expect(config).not.toContain("httpchk");
    expect(serverLines(config)[0]).toBe("  server a 127.0.0.1:15001 check check-send-proxy");
  });
});

describe("parseServerStates", () => {
  const HEAD = "# pxname,svname,qcur,scur,status,weight";

  test("connections of both backends are added, and frontends and totals left out", () => {
    const csv = `${HEAD}
tasks,FRONTEND,0,7,OPEN,
entry,entry1,0,3,UP,1
entry,entry2,0,1,DRAIN,1
entry,entry3,0,0,DOWN,1
entry,BACKEND,0,4,UP,3
alive,entry1,0,2,UP,1
alive,entry2,0,0,UP,1
alive,entry3,0,0,DOWN,1
alive,BACKEND,0,2,UP,3`;
    expect(parseServerStates(csv)).toEqual([
      { name: "entry1", order: "ready", isUp: true, connections: 5 },
      { name: "entry2", order: "drain", isUp: true, connections: 1 },
      { name: "entry3", order: "ready", isUp: false, connections: 0 },
    ]);
  });

  test("a server on its way up or down says so, and counts as what it still is", () => {
    const csv = `${HEAD}\nentry,a,0,0,UP 1/2,1\nentry,b,0,0,DOWN 1/2,1\nentry,c,0,0,no check,1`;
    expect(parseServerStates(csv).map(({ isUp }) => isUp)).toEqual([true, false, true]);
  });

  test("what is not its CSV is refused", () => {
    expect(() => parseServerStates("Unknown command")).toThrow("no pxname");
  });
});
