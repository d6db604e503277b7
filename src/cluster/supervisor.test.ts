import { getEventListeners } from "node:events";
import { afterEach, describe, expect, test } from "bun:test";
import { type Running, type Start, Supervisor } from "./supervisor.ts";
import { type Text, untranslated } from "../units/text.ts";
import { eventually } from "../../test/support/eventually.ts";

afterEach(async () => {
  for (const supervised of all.splice(0)) await supervised.stop();
});
const all: { stop(): Promise<void> }[] = [];

/** Something that starts as the script says, and ends when it is told to. */
function scripted(...starts: readonly ("up" | "fail" | "hang")[]) {
  const log: string[] = [];
  const signals: AbortSignal[] = [];
  const running: { end(reason: string): void }[] = [];
  const start: Start = async (signal, onSpawn) => {
    const how = starts[running.length + log.filter((line) => line === "failed").length] ?? "up";
    signals.push(signal);
    onSpawn({ pid: 1, startTicks: 1 });
    if (how === "fail") {
      log.push("failed");
      throw new Error("no");
    }
    if (how === "hang") {
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    }
    const ended = Promise.withResolvers<Text>();
    running.push({ end: (reason) => ended.resolve(untranslated(reason)) });
    let stopping: Promise<void> | undefined;
    return {
      processes: () => [{ pid: running.length, startTicks: 1 }],
      ended: ended.promise,
      stop: () =>
        (stopping ??= (async () => {
          log.push("stopped");
          ended.resolve(untranslated("stopped"));
          stopsReached.resolve();
          await stopsHeld;
        })()),
      kill: () => ended.resolve(untranslated("SIGKILL")),
    } satisfies Running;
  };
  const stopsReached = Promise.withResolvers<void>();
  let stopsHeld = Promise.resolve();
  /** Its next stops last until they are released. */
  const holdStops = (): (() => void) => {
    const held = Promise.withResolvers<void>();
    stopsHeld = held.promise;
    return held.resolve;
  };
  let told = (): void => undefined;
  const supervised = new Supervisor(start, {
    onChange: () => told(),
    onReady: () => log.push("ready"),
    onDied: (reason) => log.push(`died: ${reason.en}`),
    onStartFailed: (reason) => log.push(`not up: ${reason.en}`),
  });
  const untilWaiting = new Promise<void>((resolve) => {
    told = () => {
      if (supervised.state === "waiting") resolve();
    };
  });
  all.push(supervised);
  return {
    supervised,
    log,
    running,
    signals,
    untilWaiting,
    holdStops,
    stopReached: stopsReached.promise,
  };
}

describe("Supervisor", () => {
  test("what ends by itself is started again", async () => {
    const { supervised, log, running } = scripted();
    await supervised.firstReady;
    running[0]?.end("exit code 1");
    await eventually(() => supervised.restarts > 0 && supervised.state === "up");
    expect(log).toEqual(["ready", "stopped", "died: exit code 1", "ready"]);
    expect(supervised.processes).toEqual([{ pid: 2, startTicks: 1 }]);
  });

  test("what is killed is started again, too", async () => {
    const { supervised, log } = scripted();
    await supervised.firstReady;
    supervised.kill();
    await eventually(() => supervised.restarts > 0 && supervised.state === "up");
    expect(log).toContain("died: SIGKILL");
  });

  test("a first start that fails is told to whoever waits, and not tried again", async () => {
    const { supervised, log } = scripted("fail", "up");
    expect(supervised.firstReady).rejects.toThrow("no");
    await supervised.firstReady.catch(() => undefined);
    await supervised.stop();
    expect({ log, state: supervised.state }).toEqual({ log: ["failed"], state: "stopped" });
  });

  test("a later start that fails is tried again", async () => {
    const { supervised, log, running } = scripted("up", "fail", "up");
    await supervised.firstReady;
    running[0]?.end("exit code 1");
    await eventually(() => supervised.restarts > 1 && supervised.state === "up");
    expect(log).toContain("not up: no");
    expect(log.filter((line) => line === "ready")).toHaveLength(2);
  });

  test("pauses do not leave a listener each", async () => {
    const { supervised, running, signals } = scripted();
    await supervised.firstReady;
    for (const restart of [1, 2]) {
      running.at(-1)?.end("exit code 1");
      await eventually(() => supervised.restarts === restart && supervised.state === "up");
    }
    const listeners = new Set(signals).values().flatMap((own) => getEventListeners(own, "abort"));
    expect([...listeners].length).toBeLessThan(2);
  });

  test("a start that is under way ends when it is stopped", async () => {
    const { supervised } = scripted("hang");
    await supervised.stop();
    expect(supervised.state).toBe("stopped");
    expect(supervised.firstReady).rejects.toThrow();
  });

  test("what was stopped stays so, and is stopped once", async () => {
    const { supervised, log } = scripted();
    await supervised.firstReady;
    await Promise.all([supervised.stop(), supervised.stop()]);
    expect({ log, state: supervised.state, processes: supervised.processes }).toEqual({
      log: ["ready", "stopped"],
      state: "stopped",
      processes: [],
    });
  });

  test("what ended by itself and is stopped meanwhile is not announced to start again", async () => {
    const { supervised, running, log, holdStops, stopReached } = scripted();
    await supervised.firstReady;
    const release = holdStops();
    running[0]?.end("exit code 1");
    await stopReached;
    const stopping = supervised.stop();
    release();
    await stopping;
    expect({ log, state: supervised.state }).toEqual({
      log: ["ready", "stopped"],
      state: "stopped",
    });
  });

  test("a pause before a start ends when it is stopped", async () => {
    const { supervised, running, log, untilWaiting } = scripted();
    await supervised.firstReady;
    running[0]?.end("exit code 1");
    await untilWaiting;
    await supervised.stop();
    expect(log.filter((line) => line === "ready")).toHaveLength(1);
  });
});
