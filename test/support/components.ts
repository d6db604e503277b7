// The real engines for tests: one shared instance of each for a whole test run, started when it is first asked for, and
// private ones for tests that kill them. Tests keep apart by queues, databases and buckets of their own.
import { afterAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { Ceph } from "../../src/cluster/components/ceph.ts";
import type { Component } from "../../src/cluster/components/component.ts";
import { Postgres } from "../../src/cluster/components/postgres.ts";
import { Rabbitmq } from "../../src/cluster/components/rabbitmq.ts";
import { type ComponentName, missingPackages } from "../../src/cluster/components/requirements.ts";

/** For `describe.skipIf(!hasComponents("rabbitmq"))`. @throws {Error} if one is missing under ESCALERA_REQUIRE_SERVICES=1. */
export function hasComponents(...names: readonly ComponentName[]): boolean {
  const missing = missingPackages(names);
  if (missing.length === 0) return true;
  const what = `${names.join(", ")}: ${missing.join(", ")} not installed (scripts/install-services does it)`;
  if (process.env["ESCALERA_REQUIRE_SERVICES"] === "1") {
    throw new Error(`${what}, and ESCALERA_REQUIRE_SERVICES=1 asks for it`);
  }
  console.warn(`SKIPPED: ${what}`);
  return false;
}

/** A folder that is gone after the test run. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `escalera-${name}-`));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
const running: Promise<Component>[] = [];

/** Its messages are durable, its queues quorum if they are declared so. Use queue names of your own. */
export const sharedRabbitmq = once(() => new Rabbitmq(temporaryFolder("rabbitmq")).start());

/** Use a database of your own: `freshDatabase`. */
export const sharedPostgres = once(() =>
  new Postgres(temporaryFolder("postgres"), { settings: { max_connections: "200" } }).start(),
);

/** In memory. Use a bucket of your own: `freshBucketUrl`. */
export const sharedS3 = once(() => new Ceph(temporaryFolder("s3"), { store: "memstore" }).start());

/** The URL of a new, empty database of the shared server. */
export async function freshDatabase(): Promise<string> {
  const { url } = await sharedPostgres();
  const name = `test_${freshName()}`;
  const sql = new SQL({ url, max: 1 });
  try {
    await sql.unsafe(`CREATE DATABASE ${name}`);
  } finally {
    await sql.close();
  }
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return fresh.href;
}

/** `s3://…` with a bucket that is not there yet. */
export async function freshBucketUrl(): Promise<string> {
  return inBucket(await sharedS3(), `test-${freshName()}`);
}

/** The same server and key, another bucket. */
export function inBucket({ url }: Component, bucket: string): string {
  return `${url.slice(0, url.lastIndexOf("/"))}/${bucket}`;
}

/** Letters and digits; never twice. */
export function freshName(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 16);
}

function once<C extends Component>(start: () => Promise<C>): () => Promise<C> {
  let started: Promise<C> | undefined;
  return () => {
    if (started === undefined) {
      started = start();
      running.push(started);
    }
    return started;
  };
}

/** All engines at once, on a busy machine. */
const STOP_LIMIT_MS = 120_000;

/** For test/support/setup.ts: a killed test run takes them along as well, but leaves their folders. */
export function stopSharedComponentsAtTheEnd(): void {
  afterAll(async () => {
    const stopped = running.map(async (started) => (await started).stop());
    await Promise.allSettled(stopped);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }, STOP_LIMIT_MS);
}
