// Objects in a real S3 server (Ceph's gateway): the conformance suite, and what only a server can do: refuse, be away,
// and come back. What was written is also read by a client that is not ours.
import { describe, expect, test } from "bun:test";
import { Client } from "minio";
import { Ceph } from "../../src/cluster/components/ceph.ts";
import type { BlobStore } from "../../src/storage/blob-store.ts";
import { createBlobStore } from "../../src/storage/open-stores.ts";
import { createS3BlobStore } from "../../src/storage/s3-blob-store.ts";
import { parseS3Url } from "../../src/storage/s3-url.ts";
import type { ResultLostError } from "../../src/storage/stored-result.ts";
import { readResult, storeResult } from "../../src/storage/stored-result.ts";
import { StorageError } from "../../src/storage/task-store.ts";
import {
  freshBucketUrl,
  hasComponents,
  inBucket,
  sharedS3,
  temporaryFolder,
} from "../support/components.ts";
import { describeBlobStore } from "../support/blob-store-conformance.ts";
import { eventually } from "../support/eventually.ts";

const isHere = hasComponents("ceph");

if (isHere) {
  describeBlobStore(
    "s3",
    async () => {
      const url = await freshBucketUrl();
      return { open: () => createBlobStore(url), remove: () => Promise.resolve() };
    },
    { runs: 10 },
  );
}

describe.skipIf(!isHere)("S3", () => {
  test("stores that are opened at once make their bucket once, and find it again", async () => {
    const url = await freshBucketUrl();
    const stores = await Promise.all(Array.from({ length: 6 }, () => createBlobStore(url)));
    await stores[0]?.put("k", Uint8Array.of(1));
    expect(await (await createBlobStore(url)).get("k")).toEqual(Uint8Array.of(1));
  });

  test("an independent client reads the same bytes, and finds the same keys", async () => {
    const url = await freshBucketUrl();
    const store = await createBlobStore(url);
    const client = minioOf(url);
    const { bucket } = parseS3Url(url, {});
    const json = JSON.stringify({ text: "Generar Informe Financiero €".repeat(1000) });
    const result = await storeResult(store, { id: "a/../b \0", attempt: 2 }, json, 4096);
    if (result.kind !== "blob") throw new Error("a long result is kept as an object");
    const stream = await client.getObject(bucket, result.key);
    const bytes = Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>));
    expect(bytes.toString("utf8")).toBe(json);
    expect(bytes.length).toBe(result.bytes);
    expect(Bun.SHA256.hash(bytes, "hex")).toBe(result.sha256);
    const listed = await Array.fromAsync(
      client.listObjectsV2(bucket, "results/", true) as AsyncIterable<{ name: string }>,
    );
    expect(listed.map((object) => object.name)).toEqual([result.key]);
    expect(await readResult(store, result)).toBe(json);
    // Another program may also damage it, or take it away.
    await client.putObject(bucket, result.key, Buffer.from(json.replace("G", "g")));
    expect((await failureOf(readResult(store, result))) as ResultLostError).toMatchObject({
      reason: "damaged",
    });
    await client.removeObject(bucket, result.key);
    expect((await failureOf(readResult(store, result))) as ResultLostError).toMatchObject({
      reason: "missing",
    });
  });

  test("a wrong secret is refused at once, and not told", async () => {
    const { url } = await sharedS3();
    const wrong = url.replace(/:[^:@/]+@/, ":not-the-secret@");
    const failure = await failureOf(createBlobStore(wrong));
    expect(failure).toBeInstanceOf(StorageError);
    expect(failure.message).toContain("SignatureDoesNotMatch");
    expect(failure.message).not.toContain("not-the-secret");
  });

  test("the keys may come from the environment", async () => {
    const url = inBucket(await sharedS3(), "from-environment");
    const { endpoint, accessKeyId, secretAccessKey } = parseS3Url(url, {});
    const code = `
      const { createBlobStore } = await import(${JSON.stringify(`${import.meta.dir}/../../src/storage/open-stores.ts`)});
      const store = await createBlobStore("s3://from-environment");
      await store.put("k", Uint8Array.of(7));`;
    const child = Bun.spawn([process.execPath, "-e", code], {
      stderr: "inherit",
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: "us-east-1",
      },
    });
    expect(await child.exited).toBe(0);
    expect(await (await createBlobStore(url)).get("k")).toEqual(Uint8Array.of(7));
  });

  test("calls wait through a restart of the server; one that says nothing is given up in time", async () => {
    const server = await new Ceph(temporaryFolder("ceph")).start();
    // Long beside what a busy server needs for an answer.
    const timeouts = { requestMs: 3000, callMs: 6000 };
    const open = (): Promise<BlobStore> => createS3BlobStore(parseS3Url(server.url, {}), timeouts);
    const store = await open();
    await store.put("before", Uint8Array.of(1));
    server.kill("SIGSTOP");
    const outcomes = await Promise.allSettled([
      store.put("k", Uint8Array.of(2)),
      store.get("before"),
      store.stat("before"),
      store.delete("k"),
      firstOf(store),
    ]);
    for (const outcome of outcomes) {
      expect(outcome.status).toBe("rejected");
      if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(StorageError);
    }
    server.kill("SIGCONT");
    server.kill("SIGKILL");
    const up = server.start();
    // Refused connections are tried again; a start may take longer than a call's time.
    await eventually(() => store.put("during", Uint8Array.of(3)));
    await up;
    expect(await store.get("before")).toEqual(Uint8Array.of(1));
    expect(await store.get("during")).toEqual(Uint8Array.of(3));
    await server.stop();
    expect(await failureOf(open())).toBeInstanceOf(StorageError);
  });
});

function minioOf(url: string): Client {
  const { endpoint, accessKeyId, secretAccessKey, region } = parseS3Url(url, {});
  const { hostname, port } = new URL(endpoint);
  return new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey: accessKeyId,
    secretKey: secretAccessKey,
    region,
  });
}

async function failureOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the call did not fail");
}

async function firstOf(store: BlobStore): Promise<unknown> {
  for await (const blob of store.list("")) return blob;
  return undefined;
}
