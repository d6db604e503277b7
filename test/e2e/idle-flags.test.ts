// A flag that was typed and has no effect in the form that was chosen is an error: which flag, why, what to do.
import { describe, expect, test } from "bun:test";
import { runCommandLine } from "../support/commands.ts";

const ENTRY = "server --broker amqp://h --store sqlite:t.db";
const WORKER = "worker --broker amqp://h --store sqlite:t.db";
const OF_ENTRY = "has no effect without --broker: it belongs to an entry server. Add --broker,";
const BY_WORKERS = "has no effect with --broker: workers run the tasks; give this flag to bun run";
const BY_MODULE = "has no effect with --task: the module decides what a task does. Leave one of";
const NO_RECORDS = "has no effect without --store: no records are kept. Add --store, or leave this";
const NO_THRESHOLD = "no threshold is given: add --fail-if or --pass-if";
const PING = "load tcp://127.0.0.1:1 --send PING";

async function expectRefused(command: string, problems: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runCommandLine(command.split(" "));
  const lines = stderr.trim().split("\n");
  expect(lines.map((line, i) => line.slice(0, problems[i]?.length))).toEqual([...problems]);
  expect(exitCode).toBe(2);
}

describe("the system's commands", () => {
  test.each([
    ["server --admin-port 0", `--admin-port: ${OF_ENTRY}`],
    ["server --live", `--live: ${OF_ENTRY}`],
    ["server --max-in-hand 5", `--max-in-hand: ${OF_ENTRY}`],
    ["server --queue q", `--queue: ${OF_ENTRY}`],
    ["server --confirm-timeout 1s", `--confirm-timeout: ${OF_ENTRY}`],
    ["server --reply-timeout 1s", `--reply-timeout: ${OF_ENTRY}`],
    ["server --name a", `--name: ${NO_RECORDS}`],
    ["server --inline-limit 1KiB", `--inline-limit: ${NO_RECORDS}`],
    [
      "server --dashboard-port 1",
      "--dashboard-port: has no effect without --dashboard: there is no",
    ],
    ["server --task t.ts --work spin", `--work: ${BY_MODULE}`],
    [`${ENTRY} --threads 10`, `--threads: ${BY_WORKERS}`],
    [`${ENTRY} --work spin`, `--work: ${BY_WORKERS}`],
    [`${ENTRY} --service 1s`, `--service: ${BY_WORKERS}`],
    [`${ENTRY} --task t.ts`, `--task: ${BY_WORKERS}`],
    [`${ENTRY} --seed 1`, `--seed: ${BY_WORKERS}`],
    [`${ENTRY} --inline-limit 1KiB`, `--inline-limit: ${BY_WORKERS}`],
    [
      `${ENTRY} --max-queue 5`,
      "--max-queue: has no effect with --broker: tasks wait in the broker",
    ],
    [`${ENTRY} --live`, "--live: has no effect without --admin-port: /live is on the admin port"],
    [`${WORKER} --live`, "--live: has no effect without --admin-port: /live is on the admin port"],
    [`${WORKER} --task t.ts --service 1s`, `--service: ${BY_MODULE}`],
    ["cluster --task t.ts --seed 7", `--seed: ${BY_MODULE}`],
    [
      "cluster --dashboard-host ::1",
      "--dashboard-host: has no effect without --dashboard: there is",
    ],
    [
      "cluster --workers 5 status",
      "--workers: has no effect before status: it belongs to the start",
    ],
    [
      "cluster --dir d down",
      "--dir: has no effect before down: write it after, as in bun run cluster",
    ],
  ])("bun run %s", async (command, problem) => {
    await expectRefused(command, [`error: ${problem}`]);
  });

  test("all of them are told at once, in the user's language", async () => {
    await expectRefused("server --queue q --max-in-hand 5 --lang es", [
      "error: --queue: no tiene efecto sin --broker: pertenece a un servidor de entrada. Agregue",
      "error: --max-in-hand: no tiene efecto sin --broker: pertenece a un servidor de entrada.",
    ]);
  });
});

describe("the harness's commands", () => {
  test.each([
    ["--ui-port 1", "--ui-port: has no effect without --ui: there is no live page. Add --ui,"],
    ["--strict --allow-unknown", "--strict: has no effect with --allow-unknown: what is uncertain"],
    ["--max-time 1m", "--max-time: applies to --repeat auto only"],
    ["--workers 2", "--workers: a single server has none: add --topology cluster"],
    ["--target tcp://127.0.0.1:1 --work spin", "--work: has no effect with --target: the target"],
    ["--target tcp://127.0.0.1:1 --topology local", "--topology: the target is already running"],
    ["--task t.ts --work spin", `--work: ${BY_MODULE}`],
    [`${PING} --strict`, `--strict: ${NO_THRESHOLD}`],
    [`${PING} --allow-unknown`, `--allow-unknown: ${NO_THRESHOLD}`],
    [`${PING} --abort-on-fail`, `--abort-on-fail: ${NO_THRESHOLD}`],
    [`${PING} --drop`, "--drop: only open load has arrivals: add --rate or --stages"],
    [`${PING} --burst 2 -d 1s`, "--duration: not together with burst: a burst sends one request"],
    [`${PING} -R 5 --think 1s`, "--rate: not together with think: in open load requests follow"],
    ["compare a b --repeat 3", "--repeat: saved runs are not run again"],
    [
      "open results/x --out y",
      "--out: has no effect with results/x: the run is the one in that folder",
    ],
  ])("bun bench %s", async (command, problem) => {
    await expectRefused(`bench ${command}`, [`error: ${problem}`]);
  });
});
