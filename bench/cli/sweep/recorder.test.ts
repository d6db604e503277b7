import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulateReport } from "../../../test/support/report-fixture.ts";
import { readRun } from "../../archive/read-run.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { type SweepFacts, SweepRecorder } from "./recorder.ts";

const REPEATS = 60;
const { run, attempts } = simulateReport({ levels: [11], repeats: REPEATS });

let out = "";
let recorder: SweepRecorder;
beforeEach(async () => {
  out = mkdtempSync(join(tmpdir(), "escalera-recorder-"));
  recorder = record();
  await recorder.save();
});
afterEach(() => {
  recorder.close();
  rmSync(out, { recursive: true });
});

function record(changes: Partial<SweepFacts> = {}): SweepRecorder {
  return new SweepRecorder(
    {
      settings: { out, label: "", seed: 1, repeats: REPEATS },
      flags: { levels: "11" },
      expected: run.expected,
      bounds: run.bounds,
      startedAt: new Date(run.startedAt),
      clockZeroMs: run.clockZeroMs,
      ...changes,
    },
    () => expect.unreachable(),
  );
}

function add(attempt: LevelAttempt, to = recorder): void {
  for (const sample of attempt.samples) to.addSample(sample);
  to.addAttempt(attempt);
}

function readBack(path: string) {
  const saved = readRun(path);
  if (saved.kind !== "sweep") throw new Error(`it is a ${saved.kind}`);
  return saved;
}

describe("a sweep that is recorded", () => {
  // proc(5): what this process has passed to write calls, whatever the file.
  test.skipIf(!existsSync("/proc/self/io"))(
    "takes no more bytes for a late burst than for an early one",
    () => {
      const writtenBytes = (): number =>
        Number(/^wchar: (\d+)/m.exec(readFileSync("/proc/self/io", "latin1"))?.[1]);
      const bytes = attempts.map((attempt) => {
        const before = writtenBytes();
        add(attempt);
        return writtenBytes() - before;
      });
      expect(bytes).toHaveLength(REPEATS);
      // Its rows, its row and its line: numbers of it may have some more digits.
      expect(bytes[0]).toBeGreaterThan(1000);
      expect(Math.max(...bytes)).toBeLessThan(1.2 * Math.min(...bytes));
    },
  );

  test("is read back at any moment, with all bursts that have ended", () => {
    for (const [i, attempt] of attempts.slice(0, 3).entries()) {
      add(attempt);
      const saved = readBack(recorder.path);
      expect(saved.run.status).toBe("running");
      expect(saved.run.judgement).toBeNull();
      expect(saved.attempts).toEqual(attempts.slice(0, i + 1));
      const rows = readFileSync(join(recorder.path, "levels.csv"), "utf8").trim().split("\r\n");
      expect(rows).toHaveLength(i + 2);
    }
    // Of one that has not ended.
    for (const sample of attempts[3]?.samples.slice(0, 5) ?? []) recorder.addSample(sample);
    expect(readBack(recorder.path).attempts).toEqual(attempts.slice(0, 3));
  });

  test("has everything in run.json once it has finished", async () => {
    for (const attempt of attempts) add(attempt);
    const report = recorder.finish(attempts, false, []);
    await recorder.save();
    expect(existsSync(join(recorder.path, "levels.jsonl"))).toBeFalse();
    const saved = readBack(recorder.path);
    expect(saved.run).toEqual(report.run);
    expect(saved.run.status).toBe("complete");
    expect(saved.attempts).toEqual(attempts);
  });

  test("beside a cluster keeps the local form apart", async () => {
    const topology = {
      kind: "cluster",
      entries: 1,
      workers: 2,
      threadsPerWorker: 5,
      balancer: "haproxy",
    } as const;
    const both = record({ expected: { ...run.expected, topology } });
    const own = attempts.slice(0, 2);
    const local = own.map((attempt) => ({
      ...attempt,
      lane: 2,
      samples: attempt.samples.map((sample) => ({ ...sample, lane: 2 })),
    }));
    await both.save();
    for (const attempt of [...own, ...local]) add(attempt, both);
    both.close();
    const saved = readBack(both.path);
    expect(saved.attempts).toEqual(own);
    expect(saved.localAttempts).toEqual(local);
  });
});
