// Runs on a real pseudo-terminal: they draw, follow its size, and leave it as they found it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT, runCommandLine } from "../support/commands.ts";
import { eventually } from "../support/eventually.ts";
import { startInTerminal, widest } from "../support/terminal.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-terminal-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BENCH = "bench/cli/main.ts";
/** 0, or 1 and 3 where a shared machine was too slow. */
const MEASURED = [0, 1, 3];

function sweep(levels: string, env: Record<string, string> = {}) {
  const words = `--quick --levels ${levels} --threads 4 --lanes 2 --out`.split(" ");
  return startInTerminal([BENCH, ...words, folder], { env });
}

type Running = ReturnType<typeof startInTerminal>;

/** Waits for a frame that fits, and says that none is larger from there on. */
async function resize(running: Running, columns: number, rows: number): Promise<void> {
  const fits = (frame: readonly string[]): boolean =>
    widest(frame) <= columns && frame.length <= rows;
  const before = running.frames().length;
  running.resize(columns, rows);
  const isDrawn = (): boolean => running.frames().slice(before).some(fits);
  await running.until(isDrawn, `frame of ${columns} × ${rows}`);
  const from = before + running.frames().slice(before).findIndex(fits);
  await running.until(() => running.frames().length > from + 2, "further frames");
  for (const frame of running.frames().slice(from)) expect(fits(frame)).toBe(true);
}

function isStopped(pid: number): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}

describe("a sweep on a terminal", () => {
  test("draws its staircase, follows the terminal's size, and ends with its result", async () => {
    // Long enough to be looked at three times on a busy machine.
    const running = sweep("1-28");
    await running.until(() => running.frames().length > 2, "picture");
    const [first = []] = running.frames();
    expect(first[0]).toBe("Escalera sweep: 1 to 28 clients · 4 threads, 100 ms per task · 2 lanes");
    expect(first.join("\n")).toContain("█ measured  ─ ideal");
    expect(first.join("\n")).toMatch(/╭─+/);
    await resize(running, 40, 20);
    await resize(running, 120, 30);
    const { exitCode, lastLines, isRestored } = await running.ended();
    expect(MEASURED).toContain(exitCode);
    expect(isRestored).toBe(true);
    expect(lastLines.join("\n")).toMatch(/width +(pass|uncertain|not identifiable)/);
    expect(lastLines.slice(-4, -1).join("\n")).toMatch(
      /^report +\S+\/report\.html\n +\S+\/report\.md\nopen with +bun bench open \S+$/,
    );
    expect(widest(lastLines.slice(0, -4))).toBeLessThanOrEqual(120);
    // The sentence stands right above them, and nothing has scrolled away.
    expect(lastLines.join("\n").split("\n\n").at(-2)).toMatch(
      /threads|verdict|invalid|inconclusive/i,
    );
    expect(lastLines.length).toBeLessThanOrEqual(30);
    // Something was measured while it was looked at.
    expect(running.frames().some((frame) => /[▁-█]/.test(frame.slice(6).join("")))).toBe(true);
  });

  test("that is stopped by Ctrl-C says what it measured, and gives the cursor back", async () => {
    const running = sweep("1-60");
    await running.until(() => /levels [1-9]/.test(running.output), "measured level");
    running.type("\u0003");
    const { exitCode, lastLines, isRestored } = await running.ended();
    expect(exitCode).toBe(130);
    expect(isRestored).toBe(true);
    expect(lastLines.join("\n")).toContain("!! INTERRUPTED");
  });

  test("that is ended by SIGTERM gives the cursor back", async () => {
    const running = sweep("1-60");
    await running.until(() => running.frames().length > 0, "picture");
    running.child.kill("SIGTERM");
    const { isRestored, lastLines } = await running.ended();
    expect(isRestored).toBe(true);
    expect(lastLines.join("\n")).toContain("INTERRUPTED");
  });

  test("that is put aside by Ctrl-Z gives the terminal back until it goes on", async () => {
    const running = sweep("1-60");
    const left = (): number => running.output.split("\u001B[?25h\u001B[?1049l").length - 1;
    await running.until(() => running.frames().length > 0, "picture");
    running.type("\u001A");
    await running.until(() => left() === 1, "terminal given back");
    // It stops after that; a SIGCONT that came first would be lost.
    await eventually(() => isStopped(running.child.pid));
    const before = running.frames().length;
    running.child.kill("SIGCONT");
    await running.until(() => running.frames().length > before, "picture again");
    running.type("\u0003");
    const { isRestored } = await running.ended();
    expect(isRestored).toBe(true);
    expect(left()).toBe(2);
  });

  for (const [name, value] of [
    ["NO_COLOR", "1"],
    ["TERM", "dumb"],
  ] as const) {
    test(`with ${name}=${value} prints plain lines`, async () => {
      const running = sweep("1,4,5", { [name]: value });
      const { exitCode, output } = await running.ended();
      expect(MEASURED).toContain(exitCode);
      expect(output).not.toContain("\u001B");
      expect(output).toContain("[3/3] level ");
    });
  }
});

describe("a load on a terminal", () => {
  test("draws rates and response times, follows the terminal's size, and ends with its result", async () => {
    using server = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data: (socket, bytes) => void socket.write(bytes) },
    });
    const target = `tcp://127.0.0.1:${server.port}`;
    const words = "--send PING\\n -R 200/s -d 6s --out".split(" ");
    const running = startInTerminal([BENCH, "load", target, ...words, folder]);
    const hasBars = (): boolean => running.frames().some((frame) => /│█/.test(frame.join("\n")));
    await running.until(hasBars, "response times");
    expect(running.frames().at(-1)?.join("\n")).toMatch(/█ ok replies per second {3}─ planned/);
    await resize(running, 40, 20);
    const { exitCode, lastLines, isRestored } = await running.ended();
    expect([0, 3]).toContain(exitCode);
    expect(isRestored).toBe(true);
    expect(lastLines.join("\n")).toMatch(/p90 +\d|!! INVALID/);
    expect(widest(lastLines.slice(0, -4))).toBeLessThanOrEqual(40);
    expect(lastLines.length).toBeLessThanOrEqual(20);
  });

  test("that reaches nobody takes no screen", async () => {
    using free = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
    const { port } = free;
    free.stop(true);
    const words = "--send PING\\n -d 1s --out".split(" ");
    const running = startInTerminal([BENCH, "load", `tcp://127.0.0.1:${port}`, ...words, folder]);
    const { exitCode, output, isRestored } = await running.ended();
    expect(exitCode).toBe(4);
    expect(isRestored).toBe(true);
    expect(output).not.toContain("\u001B[?1049h");
    expect(output).toContain("error: no connection to");
  });
});

describe("a picture is taken away before the error is told", () => {
  const draw = `
    import { textsFor } from "./bench/messages/texts.ts";
    import { Picture } from "./bench/screen/picture.ts";
    const picture = new Picture(process.stdout, textsFor("en"), () => ["the picture"]);
    picture.redraw();
  `;
  for (const [what, code] of [
    ["an uncaught exception", 'setTimeout(() => { throw new Error("broken") });'],
    ["an unhandled rejection", 'setTimeout(() => void Promise.reject(new Error("broken")));'],
    ["an end in the middle", 'console.error("broken"); process.exit(1);'],
  ] as const) {
    test(what, async () => {
      const running = startInTerminal(["-e", draw + code]);
      const { exitCode, output, lastLines, isRestored } = await running.ended();
      expect(exitCode).toBe(1);
      expect(output).toContain("the picture");
      expect(isRestored).toBe(true);
      if (what !== "an end in the middle") expect(lastLines.join("\n")).toContain("broken");
    });
  }

  test("and by SIGQUIT, which ends it as ever", async () => {
    const running = startInTerminal(["-e", `${draw} setInterval(() => undefined, 1000);`]);
    await running.until(() => running.output.includes("the picture"), "picture");
    running.child.kill("SIGQUIT");
    const { isRestored } = await running.ended();
    expect(running.child.signalCode).toBe("SIGQUIT");
    expect(isRestored).toBe(true);
  });
});

describe("bun bench report", () => {
  const run = "results/reference-lanes-1";

  test("shows plots on a terminal, above what it prints in a pipe", async () => {
    const piped = await runCommandLine(["bench", "report", run, "--out", join(folder, "piped")]);
    expect(piped.exitCode).toBe(0);
    expect(piped.stdout).not.toContain("\u001B");
    expect(piped.stdout).not.toContain("┤");
    const words = ["report", run, "--out", join(folder, "shown")];
    const shown = await startInTerminal([BENCH, ...words], { columns: 100, rows: 80 }).ended();
    expect(shown.exitCode).toBe(0);
    const text = Bun.stripANSI(shown.output).replaceAll(/\r+\n/g, "\n");
    expect(text).toContain("█ measured  ─ ideal   completions over time, n = 100");
    expect(text).toContain("█ measured  ─ ideal   throughput: n / makespan");
    const sameEnd = piped.stdout.replaceAll(join(folder, "piped"), join(folder, "shown"));
    expect(text).toEndWith(sameEnd);
  });
});

describe("bun bench open", () => {
  const page = join(PROJECT, "results/reference-lanes-1/report.html");
  const NO_DISPLAY = { DISPLAY: "", WAYLAND_DISPLAY: "" };

  /** A run's folder of which nothing is read but when it began. */
  async function saveRun(out: string, name: string, day: number, files: string[]) {
    const file = join(PROJECT, "results/reference-lanes-1/run.json");
    const record = (await Bun.file(file).json()) as object;
    const startedAt = `2026-01-0${day}T00:00:00.000Z`;
    await Bun.write(join(out, name, "run.json"), JSON.stringify({ ...record, startedAt }));
    for (const own of files) await Bun.write(join(out, name, own), "a report");
  }

  test("prints the path of a run's page where there is no display, and with --print", async () => {
    const words = ["bench", "open", "results/reference-lanes-1"];
    const silent = await runCommandLine(words, { env: NO_DISPLAY });
    expect([silent.exitCode, silent.stdout, silent.stderr]).toEqual([0, `${page}\n`, ""]);
    const printed = await runCommandLine([...words, "--print"]);
    expect(printed.stdout).toBe(`${page}\n`);
  });

  test("takes the newest run that has a report", async () => {
    const out = join(folder, "runs");
    await saveRun(out, "a", 2, ["report.html", "report.md"]);
    await saveRun(out, "b", 1, ["report.html"]);
    await saveRun(out, "c", 3, []);
    const { stdout } = await runCommandLine(["bench", "open", "--print", "-o", out]);
    expect(stdout).toBe(`${join(out, "a", "report.html")}\n`);
    await saveRun(out, "d", 4, ["report.md"]);
    const newer = await runCommandLine(["bench", "open", "--print", "-o", out]);
    expect(newer.stdout).toBe(`${join(out, "d", "report.md")}\n`);
    const missing = await runCommandLine(["bench", "open", join(out, "c")]);
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain(`make it with bun bench report ${join(out, "c")}`);
  });

  test.skipIf(process.platform !== "linux")("hands the page to xdg-open on a display", async () => {
    const bin = join(folder, "bin");
    const opened = join(folder, "opened");
    await Bun.write(join(bin, "xdg-open"), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`);
    chmodSync(join(bin, "xdg-open"), 0o755);
    const env = { DISPLAY: ":99", PATH: `${bin}:${process.env["PATH"] ?? ""}` };
    const words = ["bench", "open", "results/reference-lanes-1"];
    const { exitCode, stderr } = await runCommandLine(words, { env });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(await Bun.file(opened).text()).toBe(page);
    await Bun.write(join(bin, "xdg-open"), "#!/bin/sh\nexit 3\n");
    const failed = await runCommandLine(words, { env });
    expect([failed.exitCode, failed.stdout]).toEqual([0, `${page}\n`]);
    expect(failed.stderr).toBe("note: xdg-open could not open it\n");
  });
});
