// The examples of docs/wire.md, said to a real server as they stand there.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ERROR_CODES } from "../../src/protocol/task.ts";
import { PROJECT, type RunningServer, startServerCommand } from "../support/commands.ts";
import { parseMarkdown } from "../support/markdown.ts";
import { WireClient } from "../support/wire-client.ts";

const text = readFileSync(join(PROJECT, "docs/wire.md"), "utf8");
const examples = parseMarkdown(text)
  .blocks.filter(({ info }) => /^wire\b/.test(info))
  .map(({ info, lines }) => ({ flags: info.slice("wire".length).trim(), lines }));

const folder = mkdtempSync(join(tmpdir(), "escalera-wire-"));
/** By their flags: each connection is an example, not each server. */
const servers = new Map<string, Promise<RunningServer>>();

afterAll(async () => {
  await Promise.all([...servers.values()].map(async (server) => (await server).stop("SIGKILL")));
  rmSync(folder, { recursive: true });
});

/** "--store" alone is a store in a folder of the test's. */
function serverWith(flags: string): Promise<RunningServer> {
  const place = `${folder}/${servers.size}`;
  const args = flags
    .replace("--store", `--store sqlite:${place}.db --blobs file:${place}.blobs`)
    .split(" ")
    .filter((word) => word !== "");
  const server =
    servers.get(flags) ??
    startServerCommand(["--threads", "2", "--service", "5ms", "--log", "json", ...args]);
  servers.set(flags, server);
  return server;
}

const unescape = (said: string): string => said.replaceAll("\\n", "\n").replaceAll("\\r", "\r");

/** "…" is anything; "$1" a number, the same wherever it stands. */
function matches(pattern: string, line: string, numbers: Map<string, string>): boolean {
  const names: string[] = [];
  const source = pattern
    .split(/(…|\$\d)/)
    .map((part) => {
      if (part === "…") return ".*";
      if (!/^\$\d$/.test(part)) return RegExp.escape(part);
      names.push(part);
      return "([0-9.]+)";
    })
    .join("");
  const found = new RegExp(`^${source}$`, "s").exec(line);
  if (found === null) return false;
  return names.every((name, i) => {
    const value = found[i + 1] ?? "";
    const known = numbers.get(name) ?? value;
    numbers.set(name, known);
    return known === value;
  });
}

test("there are examples", () => expect(examples.length).toBeGreaterThan(7));

test.each(examples.map(({ flags, lines }) => [lines[0] ?? "", flags, lines] as const))(
  "%s %s",
  async (_, flags, lines) => {
    const { port } = await serverWith(flags);
    const client = await WireClient.connect(port);
    const numbers = new Map<string, string>();
    for (const line of lines) {
      const said = line.slice(2);
      if (line.startsWith("> ")) {
        if (said === "FIN") client.halfClose();
        else client.send(unescape(said));
      } else if (said === "FIN") {
        expect(await client.rest()).toBe("");
      } else {
        const heard = await client.line();
        if (!matches(said, heard, numbers)) expect(heard).toBe(said);
      }
    }
    client.close();
  },
);

test("every error code is in the table, and no other", () => {
  const codes = [...text.matchAll(/^\| `([a-z0-9-]+)` +\| .*\| (?:is closed|stays open) +\|$/gm)];
  expect(codes.map(([, code]) => code)).toEqual([...ERROR_CODES]);
});
