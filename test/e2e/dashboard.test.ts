// The live page of a real server in a real browser.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import type { Increment, ToPage } from "../../src/dashboard/frames.ts";
import { BIN_MS } from "../../src/dashboard/frames.ts";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { type RunningServer, runCommandLine, startServerCommand } from "../support/commands.ts";
import { eventually } from "../support/eventually.ts";
import { WireClient } from "../support/wire-client.ts";

const SERVICE_MS = 300;
/** Long beside what a busy machine needs to bring 25 tasks in, so that groups keep apart. */
const LONG_SERVICE_MS = 1500;

/** Remembers every text that an element has had; as a string, since the tests' types know no document. */
const REMEMBER = `
  window.seen = { waiting: [], state: [] };
  document.addEventListener("DOMContentLoaded", () => {
    for (const id of Object.keys(seen)) {
      const element = document.getElementById(id);
      new MutationObserver(() => seen[id].push(element.textContent))
        .observe(element, { childList: true, characterData: true, subtree: true });
    }
  });
`;

interface Watched {
  readonly page: Page;
  /** What the browser complained about. */
  readonly problems: string[];
  readonly increments: Increment[];
}

describe.skipIf(!hasBrowser)("the live page", () => {
  let browser: Browser;
  const servers: RunningServer[] = [];
  const pages: Page[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  afterAll(() => browser.close());

  async function serve(...flags: string[]): Promise<{ server: RunningServer; url: string }> {
    const server = await startServerCommand([
      "--service",
      `${SERVICE_MS}ms`,
      "--dashboard",
      "--dashboard-port",
      "0",
      ...flags,
    ]);
    servers.push(server);
    const said = await server.line(/live page|página en vivo/);
    return { server, url: /http:\S+/.exec(said)?.[0] ?? "" };
  }

  async function look(url: string, options: object = {}): Promise<Watched> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    pages.push(page);
    const [problems, increments]: [string[], Increment[]] = [[], []];
    page.on("console", (said) => {
      if (said.type() === "error" || said.type() === "warning") problems.push(said.text());
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        const message = JSON.parse(String(payload)) as ToPage;
        if (message.type === "frame") increments.push(...(message.increments ?? []));
      });
    });
    await page.addInitScript(REMEMBER);
    await page.goto(url);
    await page.locator(".state.connected").waitFor();
    await page.locator("#activity").waitFor();
    return { page, problems, increments };
  }

  /** The number in a tile, once it is that. */
  const tile = (page: Page, name: string, value: number) =>
    page
      .locator("#tiles div", { hasText: name, has: page.locator(`dd:text-is("${value}")`) })
      .first()
      .waitFor();
  const seen = (page: Page, id: string): Promise<string[]> => page.evaluate(`seen.${id}`);

  test("follows a burst of 25 clients to its end: three groups, a queue that fills and drains", async () => {
    const { server, url } = await serve("--service", `${LONG_SERVICE_MS}ms`);
    const { page, problems, increments } = await look(url);
    const clients = await Promise.all(
      Array.from({ length: 25 }, () => WireClient.connect(server.port)),
    );
    for (const [i, client] of clients.entries()) client.send(`Informe ${i + 1}\n`);
    for (const client of clients) expect(await client.line()).toStartWith("OK Informe ");
    for (const client of clients) client.close();
    await tile(page, "done", 25);
    await page.locator("#busy", { hasText: "0 of 10 busy" }).waitFor();
    await page.locator('#stairs[aria-label^="Tasks done over time: 25 of 25"]').waitFor();
    expect(groupsOf(increments)).toEqual([10, 10, 5]);
    expect(await seen(page, "waiting")).toContain("15");
    await page.locator('#waiting:text-is("0")').waitFor();
    await page.locator("#recent", { hasText: "(25 tasks)" }).waitFor();
    expect(problems).toEqual([]);
  });

  test("shows each thread with the task on it, as text whatever it holds", async () => {
    const { server, url } = await serve(
      "--service",
      "1h",
      "--threads",
      "2",
      "--drain-timeout",
      "0s",
    );
    const { page, problems } = await look(url);
    const nasty = `<img src=x onerror="document.title='hacked'"> ${"x".repeat(200)}`;
    const unheard = [askPlain(server.port, nasty), askPlain(server.port, "Cerrar Caja")].map(
      (asked) => asked.catch(() => undefined),
    );
    const expected = [`${nasty.slice(0, 80)}…`, "Cerrar Caja"];
    await eventually(async () => {
      const tasks = await page.locator("#threads .busy .task").allTextContents();
      expect(tasks.toSorted()).toEqual(expected);
    });
    expect(await page.title()).not.toBe("hacked");
    expect(await page.locator("#threads img").count()).toBe(0);
    expect(problems).toEqual([]);
    await server.stop();
    await Promise.all(unheard);
  });

  test("sends a task and says which thread ran it, then a burst", async () => {
    const { server, url } = await serve();
    const { page, problems } = await look(url);
    await page.fill("#task", "Generar Facturas");
    await page.press("#task", "Enter");
    await page
      .locator("#sent", { hasText: /^OK: thread \d+, waited .+, worked \d+ ms$/ })
      .waitFor();
    const [, worked] = /worked (\d+) ms$/.exec((await page.textContent("#sent")) ?? "") ?? [];
    expect(Number(worked)).toBeGreaterThanOrEqual(SERVICE_MS);
    await server.line(/"Generar Facturas"/);
    await page.fill("#count", "12");
    await page.click("#burst");
    await page.locator("#sent", { hasText: "all 12 answered" }).waitFor();
    await tile(page, "done", 13);
    await server.line(/"Generar Facturas 12"/);
    expect(problems).toEqual([]);
  });

  test("says that the server is away, and comes back with it", async () => {
    const { server, url } = await serve();
    const { page } = await look(url);
    await page.click("#burst");
    await tile(page, "done", 25);
    servers.splice(0);
    await server.stop("SIGKILL");
    await page.locator(".state.away", { hasText: "reconnecting" }).waitFor();
    await serve("--dashboard-port", new URL(url).port, "--threads", "4");
    await page.locator(".state.connected").waitFor();
    // Another server's numbers, not the old ones.
    await page.locator("#busy", { hasText: "0 of 4 busy" }).waitFor();
    await tile(page, "done", 0);
    await page.click("#one");
    await page.locator("#sent", { hasText: /^OK/ }).waitFor();
  });

  test.each([
    ["es-AR", "en", "es", "La escalera", "0 de 10 ocupados"],
    ["en-US", "es", "en", "The staircase", "0 of 10 busy"],
  ])(
    "to a browser in %s it speaks that language, whatever the server's, which is %s",
    async (locale, serverLanguage, language, heading, busy) => {
      const { url } = await serve("--lang", serverLanguage);
      const { page, problems } = await look(url, { locale });
      await page.locator("h2", { hasText: heading }).waitFor();
      await page.locator("#busy", { hasText: busy }).waitFor();
      expect(await page.getAttribute("html", "lang")).toBe(language);
      expect(await page.getAttribute(`[data-lang="${language}"]`, "aria-pressed")).toBe("true");
      expect(problems).toEqual([]);
    },
  );

  test("the language that its reader picks lasts for the session, numbers and charts included", async () => {
    const { url } = await serve();
    const { page } = await look(url, { locale: "en-US" });
    await page.click('[data-lang="es"]');
    await page.locator("h2", { hasText: "La escalera" }).waitFor();
    await page.reload();
    await page.locator("h2", { hasText: "La escalera" }).waitFor();
    await page.click("#one");
    await page.locator("#sent", { hasText: /^OK: hilo \d+, esperó .+, trabajó \d+ ms$/ }).waitFor();
    await page.locator("#tiles dd", { hasText: /^0,1$/ }).first().waitFor();
    const label = '#stairs[aria-label^="Tareas terminadas en el tiempo: 1 de 1"]';
    await page.locator(label).waitFor();
    await page.click('[data-lang="en"]');
    await page.locator('#stairs[aria-label^="Tasks done over time: 1 of 1"]').waitFor();
    // Another session begins with the browser's own language.
    const other = await look(url, { locale: "es-MX" });
    await other.page.locator("h2", { hasText: "La escalera" }).waitFor();
  });

  test.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
  ] as const)(
    "is accessible in %s, %d px wide, and nothing is cut off",
    async (colorScheme, width) => {
      const { url } = await serve("--service", "1h", "--drain-timeout", "0s");
      const { page } = await look(url, { colorScheme, viewport: { width, height: 800 } });
      await page.click("#burst");
      await page.locator("#threads .busy").nth(9).waitFor();
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    },
  );

  test("no page of another site can open its socket", async () => {
    const { url } = await serve();
    using other = Bun.serve({
      port: 0,
      fetch: () =>
        new Response("<title>other</title>", { headers: { "content-type": "text/html" } }),
    });
    const page = await browser.newPage();
    pages.push(page);
    await page.goto(other.url.href);
    const live = `${url.replace("http", "ws")}/live`;
    const outcome = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket(${JSON.stringify(live)});
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("refused");
    })`);
    expect(outcome).toBe("refused");
    const ask = async (host: string): Promise<number> =>
      (await fetch(`${url}/live`, { headers: { host, origin: `http://${host}` } })).status;
    // 426: it may, if only it spoke WebSocket.
    expect(await ask(new URL(url).host)).toBe(426);
    expect(await ask("rebound.example")).toBe(403);
  });

  test("open to other machines it is for looking only, and says so", async () => {
    const { url } = await serve("--dashboard-host", "0.0.0.0");
    const local = url.replace("0.0.0.0", "127.0.0.1");
    const { page, problems } = await look(local);
    await page.locator("#readonly", { hasText: "View only" }).waitFor();
    expect(await page.locator("#send").isVisible()).toBe(false);
    const code = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket(location.origin.replace("http", "ws") + "/live");
      socket.onclose = ({ code }) => resolve(code);
      socket.onopen = () => socket.send('{"type":"send","ref":1,"task":"tarea","count":1}');
    })`);
    expect(code).toBe(1008);
    await tile(page, "arrived", 0);
    expect(problems).toEqual([]);
  });

  test("a port in use is told in one line, and nothing is left running", async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    const args = ["server", "--port", "0", "--dashboard", "--dashboard-port", port];
    const { exitCode, stderr } = await runCommandLine(args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port} is in use`);
    expect(stderr).toContain("--dashboard-port");
  });
});

/** Sends one plain task and waits for the first bytes of its reply. */
function askPlain(port: number, task: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  void Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (socket) => void socket.write(`${task}\n`),
      data(socket, bytes) {
        resolve(bytes.toString());
        socket.end();
      },
      close: () => reject(new Error("closed without a reply")),
    },
  });
  return promise;
}

/** Sizes of the groups in which tasks were done: between two is more than half a task's time. */
function groupsOf(increments: readonly Increment[]): number[] {
  const groups: number[] = [];
  let lastBin = Number.NEGATIVE_INFINITY;
  for (const [bin, , done] of increments.toSorted(([a], [b]) => a - b)) {
    if (done === 0) continue;
    if ((bin - lastBin) * BIN_MS > LONG_SERVICE_MS / 2) groups.push(0);
    groups.push((groups.pop() ?? 0) + done);
    lastBin = bin;
  }
  return groups;
}
