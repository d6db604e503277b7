// TLS targets: the certificate is checked unless the user says otherwise, and both sides may have one.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TargetUnreachable } from "../../bench/generate/process/generators.ts";
import { NS_PER_MS } from "../../src/units/duration.ts";
import type { LoadTarget } from "../../bench/run/load/plan.ts";
import { makeCertificate } from "../support/certificate.ts";
import { makeLoad, planFor } from "../support/load-plans.ts";
import { hasCommand } from "../support/require-command.ts";
import { type Peer, type PeerOptions, startPeer } from "../support/scripted-peer.ts";

const folder = mkdtempSync(join(tmpdir(), "escalera-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasCommand("openssl"))("TLS", () => {
  let peer: Peer;
  let server: { cert: string; key: string };
  let client: { cert: string; key: string };
  beforeAll(() => {
    server = makeCertificate(folder, "server");
    client = makeCertificate(folder, "client");
    const tls = { cert: readFileSync(server.cert, "utf8"), key: readFileSync(server.key, "utf8") };
    peer = startPeer({ onLine: ({ text, answer }) => answer(`${text}\n`), tls });
  });
  afterAll(() => peer.stop());

  const target = (changes: Partial<LoadTarget & { kind: "tls" }>): LoadTarget => ({
    kind: "tls",
    hostname: "127.0.0.1",
    port: peer.port,
    caFile: null,
    certFile: null,
    keyFile: null,
    isInsecure: false,
    ...changes,
  });

  test("a certificate that the given authority signed is trusted", async () => {
    const { run } = await makeLoad(planFor(0, { target: target({ caFile: server.cert }) }));
    expect(run.counts.ok).toBe(40);
  });

  test("one that nobody vouches for is refused, and that is told as TLS", async () => {
    for (const changes of [{}, { caFile: client.cert }]) {
      const failed = makeLoad(planFor(0, { target: target(changes) }));
      expect(await failed.catch(({ kind }) => kind)).toBe("TLS");
    }
  });

  test("--insecure takes any", async () => {
    const { run } = await makeLoad(planFor(0, { target: target({ isInsecure: true }) }));
    expect(run.counts.ok).toBe(40);
  });

  test("a port without TLS is told as such, however it answers the handshake, with --insecure too", async () => {
    const answers: Record<string, Partial<PeerOptions>> = {
      "its own error": { onOpen: (answer) => answer("-ERR unknown command\r\n") },
      nothing: {},
    };
    for (const [name, options] of Object.entries(answers)) {
      const plain = startPeer({ onLine: () => undefined, ...options });
      for (const isInsecure of [false, true]) {
        const own = { ...target({ isInsecure }), port: plain.port } as LoadTarget;
        const error = await makeLoad(planFor(0, { target: own, timeoutNs: 300 * NS_PER_MS })).catch(
          (thrown: TargetUnreachable) => thrown,
        );
        expect({ name, isInsecure, error }).toMatchObject({
          error: {
            kind: "no TLS",
            message: expect.stringContaining("the target accepts TCP but not TLS"),
          },
        });
      }
      plain.stop();
    }
  });

  test("one that ends the connection in the handshake is told as such", async () => {
    const closing = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data: (socket) => void socket.end() },
    });
    const own = { ...target({}), port: closing.port } as LoadTarget;
    const failed = makeLoad(planFor(0, { target: own }));
    expect(await failed.catch(({ kind, message }) => `${kind}: ${message}`)).toBe(
      "no TLS: the target accepts TCP but closed the connection in the TLS handshake, as a target without TLS does",
    );
    closing.stop(true);
  });

  test("a client has a certificate where the server asks for one", async () => {
    const asking = startPeer({
      onLine: ({ text, answer }) => answer(`${text}\n`),
      tls: {
        cert: readFileSync(server.cert, "utf8"),
        key: readFileSync(server.key, "utf8"),
        ca: readFileSync(client.cert, "utf8"),
        requestCert: true,
        rejectUnauthorized: true,
      },
    });
    try {
      const own = { caFile: server.cert, certFile: client.cert, keyFile: client.key };
      const withOne = await makeLoad(
        planFor(0, { target: { ...target(own), port: asking.port } as LoadTarget }),
      );
      expect(withOne.run.counts.ok).toBe(40);
      const without = { ...target({ caFile: server.cert }), port: asking.port } as LoadTarget;
      const result = await makeLoad(planFor(0, { target: without })).then(
        ({ run }) => run.counts.ok,
        () => 0,
      );
      expect(result).toBe(0);
    } finally {
      asking.stop();
    }
  });
});
