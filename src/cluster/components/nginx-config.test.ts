import { describe, expect, test } from "bun:test";
import { nginxConfig } from "./nginx-config.ts";

const ENTRIES = [
  { name: "entry1", port: 15_001, adminPort: 15_101, order: "ready" },
  { name: "entry2", port: 15_002, adminPort: null, order: "drain" },
] as const;

describe("nginxConfig", () => {
  test("least connections over the entry servers, and a draining one gets no new ones", () => {
    const config = nginxConfig({ port: 15_000, entries: ENTRIES });
    expect(config).toContain("least_conn;");
    expect(config).toContain("listen 127.0.0.1:15000 ");
    expect(config).toContain("server 127.0.0.1:15001 max_fails=1 fail_timeout=2s;");
    expect(config).toContain("server 127.0.0.1:15002 max_fails=1 fail_timeout=2s down;");
    expect(config).toContain("proxy_protocol on;");
  });

  test("the module is loaded first, and only where it is a file of its own", () => {
    const module = "/modules/stream.so";
    expect(nginxConfig({ port: 1, entries: ENTRIES, module })).toStartWith(
      "load_module /modules/stream.so;\n",
    );
    expect(nginxConfig({ port: 1, entries: ENTRIES })).not.toContain("load_module");
  });
});
