import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { createServer } from "node:net";
import { join } from "node:path";
import { ClusterError } from "./components/cluster-error.ts";
import { askCluster, ControlServer, type RequestHandler } from "./control.ts";
import { type Text, untranslated } from "../units/text.ts";
import { clusterMessagesFor } from "../messages/catalogue.ts";

const messages = clusterMessagesFor("en");
const folder = mkdtempSync(join(tmpdir(), "escalera-control-"));
const path = join(folder, "s.sock");
let server: ControlServer | undefined;

function serve(handle: RequestHandler): void {
  server = new ControlServer(path, handle);
}
afterEach(async () => {
  await server?.close();
  rmSync(path, { force: true });
});

test("what is said on the way comes before the answer", async () => {
  serve(async (request, say) => {
    say({ en: "one", es: "uno" });
    say(untranslated(JSON.stringify(request)));
    return undefined;
  });
  const said: Text[] = [];
  const request = { command: "kill", name: "worker-1" } as const;
  expect(await askCluster(path, request, (text) => said.push(text))).toBeUndefined();
  const second = untranslated('{"command":"kill","name":"worker-1"}');
  expect(said).toEqual([{ en: "one", es: "uno" }, second]);
});

test("a refusal is an error with its own words", async () => {
  serve(() => Promise.reject(new ClusterError(untranslated("not now"))));
  const asked = askCluster(path, { command: "down" }, () => undefined);
  expect(asked).rejects.toThrow("not now");
  await asked.catch(() => undefined);
});

test("an answer that is larger than a socket takes at once arrives whole", async () => {
  const line = untranslated("x".repeat(100_000));
  serve(async (_, say) => {
    for (let i = 0; i < 20; i++) say(line);
    return undefined;
  });
  let length = 0;
  await askCluster(path, { command: "down" }, (said) => (length += said.en.length));
  expect(length).toBe(2_000_000);
});

test("a cluster that ends before it has answered is said to be lost", async () => {
  const asking = Promise.withResolvers<void>();
  serve(() => {
    asking.resolve();
    return new Promise(() => undefined);
  });
  const asked = askCluster(path, { command: "down" }, () => undefined);
  await asking.promise;
  await server?.close();
  expect(asked).rejects.toThrow(messages.lost());
  await asked.catch(() => undefined);
});

test.each([
  '{"status":5}',
  '{"status":{"state":"up","members":[]}}',
  '{"error":"in no language"}',
  "{}",
  "no JSON",
])("an answer that this version can't read is an error: %s", async (answer) => {
  const peer = createServer((socket) => socket.once("data", () => socket.end(`${answer}\n`)));
  await new Promise<void>((resolve) => peer.listen(path, resolve));
  const asked = askCluster(path, { command: "status" }, () => undefined);
  expect(asked).rejects.toThrow(messages.unreadable());
  await asked.catch(() => undefined);
  await new Promise((resolve) => peer.close(resolve));
});

test("where nobody listens there is no cluster", async () => {
  const asked = askCluster(join(folder, "none"), { command: "down" }, () => undefined);
  expect(asked).rejects.toThrow(messages.noCluster());
  await asked.catch(() => undefined);
});
