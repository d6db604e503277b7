// `bun bench --ui`: a sweep as a browser sees it while it runs.
import { expect, test } from "bun:test";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { runCommandLine, startCommand } from "../support/commands.ts";
import { temporaryFolder } from "../support/components.ts";

/** Every text that the page's phase has had; as a string, since the tests' types know no document. */
const REMEMBER_PHASES = `
  window.phases = [];
  document.addEventListener("DOMContentLoaded", () => {
    const phase = document.getElementById("phase");
    new MutationObserver(() => phases.push(phase.textContent))
      .observe(phase, { childList: true, characterData: true, subtree: true });
  });
`;

const SWEEP = "--threads 4 --service 100ms --lanes 1 --levels 1-24".split(" ");

test.skipIf(!hasBrowser)("the page follows a sweep level by level, to its end", async () => {
  await using browser = await launchBrowser();
  const out = temporaryFolder("ui");
  const run = startCommand(["bench", "--ui", "--ui-port", "0", "--out", out, ...SWEEP]);
  const url = await addressIn(run.stderr);
  const [page, spanish] = await Promise.all([
    browser.newPage(),
    browser.newPage({ locale: "es-AR" }),
  ]);
  const problems: string[] = [];
  // The command does not wait for a page: what it showed is remembered, so that a slow browser can be asked later.
  await page.addInitScript(REMEMBER_PHASES);
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (said) => void (said.type() === "error" && problems.push(said.text())));
  await Promise.all([page.goto(url), spanish.goto(url)]);
  await page.locator("#lanes li").waitFor();
  expect([0, 1, 3]).toContain(await run.exited);
  // What it showed last stays, and it says that nothing comes any more.
  await page.locator("#phase", { hasText: "24 of 24 levels" }).waitFor();
  await page.locator(".state:not(.connected)").waitFor();
  await page.locator("#levels tr").nth(23).waitFor();
  await page.locator("#makespans canvas").waitFor();
  await spanish.locator("#phase", { hasText: /de 1 a 24 clientes.* 24 de 24 niveles/ }).waitFor();
  await spanish.locator("h2", { hasText: "El barrido" }).waitFor();
  // Several levels, while it ran.
  const phases = await page.evaluate<string[]>("phases");
  const counts = phases.flatMap((text) => Number(/(\d+) of 24 levels/.exec(text)?.[1] ?? []));
  const between = new Set(counts.filter((count) => count > 0 && count < 24));
  expect(between.size).toBeGreaterThan(2);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(phases.join("\n")).toContain("1 to 24 clients");
  // The connection that it tries to make again is the browser's own complaint.
  expect(problems.filter((text) => !text.includes("WebSocket"))).toEqual([]);
});

test("a port that is in use is told with the flag that chooses another", async () => {
  using taken = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: () => undefined },
  });
  const port = String(taken.port);
  const args = ["bench", "--ui", "--ui-port", port, "--out", temporaryFolder("ui"), ...SWEEP];
  const { exitCode, stderr } = await runCommandLine(args);
  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    `error: 127.0.0.1:${port} is in use: choose another port for the live page with --ui-port, or 0 for a free one\n`,
  );
});

/** The page's address, from what the command says on its way. */
async function addressIn(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let text = "";
  for (;;) {
    const url = /http:\S+/.exec(text)?.[0];
    if (url !== undefined) return url;
    const { value, done } = await reader.read();
    if (done) throw new Error(`no address in: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
}
