import { describe, expect, test } from "bun:test";
import { PeerError } from "./peer-error.ts";
import { lastWordsOf, outputOf, runTool, versionOf } from "./run-tool.ts";

const bun = (script: string): string[] => [process.execPath, "-e", script];
const LONG_NS = 60e9;
const idle = new AbortController().signal;

describe("a program of others'", () => {
  test("is run to its end, and its code is told", async () => {
    const script = "console.log('out'); console.error('err'); process.exit(3)";
    const ran = await runTool(bun(script), LONG_NS, idle);
    expect(ran).toEqual({ exitCode: 3, stdout: "out\n", stderr: "err\n" });
  });

  test("that ends with another code than 0 has no output", () => {
    const script = "console.log('figures'); console.error('refused'); process.exit(1)";
    const running = outputOf(bun(script), LONG_NS, idle);
    expect(running).rejects.toThrow(new PeerError("ended with code 1: refused"));
  });

  test("that does not end is ended", async () => {
    const running = runTool(bun("setInterval(() => {}, 1000)"), 1e8, idle);
    expect(running).rejects.toThrow("did not end within 100 ms");
    await Promise.allSettled([running]);
  });

  test("is ended by the signal, with the signal's reason", async () => {
    const stopping = new AbortController();
    const running = runTool(bun("setInterval(() => {}, 1000)"), LONG_NS, stopping.signal);
    stopping.abort(new Error("stop"));
    expect(running).rejects.toThrow("stop");
    await Promise.allSettled([running]);
  });

  test("that does not exist is no bug of ours", () => {
    expect(outputOf(["/no/such/program"], LONG_NS, idle)).rejects.toThrow(PeerError);
  });

  test("tells its version", async () => {
    expect(await versionOf([process.execPath, "--version"])).toBe(Bun.version);
    expect(versionOf(bun("console.log('none')"))).rejects.toThrow("prints no version");
  });

  test.each([
    ["a\nb\n", "b"],
    ["error: it broke\n\nBun v1.4.5 (Linux x64)\n", "error: it broke"],
    ["", ""],
  ])("last words of %j", (text, words) => {
    expect(lastWordsOf(text)).toBe(words);
  });
});
