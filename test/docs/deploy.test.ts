import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { composeFile, composeHaproxyConfig, toYaml } from "../../scripts/compose.ts";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly networks?: unknown;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

/** Of a service with an address of its own. */
interface Networks {
  readonly tasks: { readonly ipv4_address: string };
}

const file = Bun.YAML.parse(read("deploy/compose.yaml")) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const ours = Object.entries(file.services).filter(([, { command }]) =>
  command?.[0]?.startsWith("src/cli/"),
);

describe("deploy/", () => {
  test("holds what the settings say: bun scripts/write-deploy.ts writes it anew", () => {
    expect(read("deploy/compose.yaml")).toBe(composeFile());
    expect(read("deploy/haproxy.cfg")).toBe(composeHaproxyConfig());
  });

  test("has two entry servers, three workers, three engines and a balancer", () => {
    expect(Object.keys(file.services)).toEqual([
      "rabbitmq",
      "postgres",
      "s3",
      "entry-1",
      "entry-2",
      "worker-1",
      "worker-2",
      "worker-3",
      "balancer",
    ]);
  });

  test("every flag of our own is one that its command has", () => {
    for (const [, { command = [] }] of ours) {
      const { stdout } = Bun.spawnSync([process.execPath, command[0] ?? "", "--help"], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
      });
      const known = new Set(stdout.toString().match(/--[a-z-]+/g));
      const used = command.filter((word) => word.startsWith("--"));
      expect(used.length).toBeGreaterThan(5);
      expect(used.filter((flag) => !known.has(flag))).toEqual([]);
    }
  });

  test("every environment name of our own is one that the code reads", () => {
    const source = read("src/storage/s3-url.ts");
    for (const [, { environment = {} }] of ours) {
      expect(Object.keys(environment).filter((name) => !source.includes(`"${name}"`))).toEqual([]);
    }
  });

  test("hosts in URLs are services, and volumes are declared", () => {
    for (const [, { command = [] }] of ours) {
      const urls = command.filter((word) => /^(amqp|postgres|s3):/.test(word));
      const hosts = urls.map((url) => /(?:@|\/\/)([a-z0-9-]+):\d+/.exec(url)?.[1] ?? url);
      expect(hosts).toEqual(["rabbitmq", "postgres", "s3"]);
    }
    const volumes = Object.values(file.services).flatMap((service) => service.volumes ?? []);
    const named = volumes.filter((volume) => !volume.startsWith(".")).map((v) => v.split(":")[0]);
    expect(named).toEqual(Object.keys(file.volumes));
  });

  test("ports fit together from the balancer's to the entry servers'", () => {
    const config = read("deploy/haproxy.cfg");
    const networks = file.services["balancer"]?.networks as Networks | undefined;
    const bound = /bind 0\.0\.0\.0:(\d+)/.exec(config)?.[1];
    expect(file.services["balancer"]?.ports).toEqual([`127.0.0.1:${bound}:${bound}`]);
    for (const name of Object.keys(file.services["balancer"]?.depends_on ?? {})) {
      const command = file.services[name]?.command ?? [];
      const port = command[command.indexOf("--port") + 1];
      expect(config).toContain(`server ${name} ${name}:${port} check check-send-proxy`);
      expect(command[command.indexOf("--proxy-from") + 1]).toBe(
        networks?.tasks.ipv4_address ?? "the balancer's own address",
      );
    }
  });

  test("no host of a registry, and no secret, is in it", () => {
    const text = read("deploy/compose.yaml");
    expect(text).not.toMatch(/image: [^/\s]*\.[^/\s]*\//);
    for (const secret of text.match(/PASS(?:WORD)?": |PASS(?:WORD)?: .*|SECRET_ACCESS_KEY: .*/g) ??
      [])
      expect(secret).toContain("${ESCALERA_PASSWORD:?");
  });
});

test("YAML keeps empty lists and mappings, and parts that occur twice", () => {
  const shared = ["tasks"];
  const value = { list: [], mapping: {}, words: ["on", "2s", "65432"], a: shared, b: shared };
  expect(Bun.YAML.parse(toYaml(value))).toEqual(value);
  expect(toYaml({ a: shared, b: shared })).toBe("a:\n  - tasks\nb:\n  - tasks\n");
});
