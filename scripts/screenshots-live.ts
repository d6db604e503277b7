// Makes the pictures of the live page in docs/images: a real server, cluster and sweep, as a browser shows them.
//
//     bun scripts/screenshots-live.ts [--out docs/images] [--lang en|es] [scene …]
//
// In Spanish the files are <scene>-es.png.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { isPageEvent } from "../src/protocol/ready-event.ts";

interface Scene {
  /** The file is `<name>.png` or `<name>-es.png`. */
  readonly name: string;
  /** The script whose page is shown, and its arguments. */
  readonly command: readonly string[];
  readonly colorScheme: "light" | "dark";
  readonly widthPx: number;
  readonly heightPx: number;
  /** Brings the page into the state of the picture. */
  readonly act: (page: Page) => Promise<void>;
}

const SERVER = "src/cli/server.ts --port 0 --service 1s --dashboard --dashboard-port 0".split(" ");
const CLUSTER = (
  "src/cli/cluster.ts --entries 2 --workers 2 --threads 2 --service 300ms " +
  "--port 0 --dashboard --dashboard-port 0"
).split(" ");

/** A burst of 25, until so many are done, and `pauseMs` longer. */
function burst(done: RegExp, pauseMs: number) {
  return async (page: Page): Promise<void> => {
    await page.click("#burst");
    await page.getByRole("img", { name: done }).waitFor();
    // The picture shows tasks in progress.
    await page.waitForTimeout(pauseMs);
  };
}

function scenes(folder: string): readonly Scene[] {
  const sweep = [
    "bench/cli/main.ts",
    "--quick",
    "--levels",
    "1-60",
    "--lanes",
    "2",
    "--out",
    folder,
  ];
  return [
    {
      name: "live-server",
      command: SERVER,
      colorScheme: "light",
      widthPx: 1280,
      heightPx: 960,
      act: burst(/: 10 (?:of|de) 25/, 600),
    },
    {
      name: "live-server-dark",
      command: SERVER,
      colorScheme: "dark",
      widthPx: 1280,
      heightPx: 960,
      act: burst(/: 20 (?:of|de) 25/, 600),
    },
    {
      name: "live-server-phone",
      command: SERVER,
      colorScheme: "light",
      widthPx: 360,
      heightPx: 900,
      act: burst(/: 10 (?:of|de) 25/, 600),
    },
    {
      name: "live-cluster",
      command: CLUSTER,
      colorScheme: "light",
      widthPx: 1280,
      heightPx: 1250,
      act: burst(/: ([89]|1\d) (?:of|de) 25/, 150),
    },
    {
      name: "live-sweep",
      command: [...sweep, "--ui", "--ui-port", "0"],
      colorScheme: "light",
      widthPx: 1280,
      heightPx: 900,
      act: (page) => page.locator("#phase", { hasText: /4\d (?:of|de) 60/ }).waitFor(),
    },
  ];
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      out: { type: "string", default: "docs/images" },
      lang: { type: "string", default: "en" },
    },
    allowPositionals: true,
  });
  const folder = mkdtempSync(join(tmpdir(), "escalera-screenshots-"));
  mkdirSync(values.out, { recursive: true });
  const browser = await chromium.launch({
    executablePath: Bun.which("chromium") ?? "chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    for (const scene of scenes(folder)) {
      if (positionals.length > 0 && !positionals.includes(scene.name)) continue;
      const isSpanish = values.lang === "es";
      const file = join(values.out, `${scene.name}${isSpanish ? "-es" : ""}.png`);
      await take(browser, scene, file, isSpanish ? "es-AR" : "en-US");
      process.stdout.write(`${file}\n`);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

async function take(
  browser: Browser,
  scene: Scene,
  file: string,
  locale: "en-US" | "es-AR",
): Promise<void> {
  const { command, colorScheme, widthPx, heightPx, act } = scene;
  const opened = Promise.withResolvers<string>();
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: join(import.meta.dir, ".."),
    stdout: "ignore",
    stderr: "inherit",
    serialization: "json",
    ipc(message) {
      if (isPageEvent(message)) opened.resolve(message.url);
    },
    onExit: () => opened.reject(new Error("the command ended before its page was open")),
    env: {
      ...process.env,
      LC_ALL: locale === "es-AR" ? "es_AR.UTF-8" : "C",
      BUN_FEATURE_FLAG_NO_ORPHANS: "1",
    },
  });
  const context = await browser.newContext({
    viewport: { width: widthPx, height: heightPx },
    deviceScaleFactor: 2,
    locale,
    colorScheme,
  });
  try {
    const page = await context.newPage();
    await page.goto(await opened.promise);
    await page.locator(".state.connected").waitFor();
    if (command === CLUSTER) {
      // The page opens before the members start: wait until all are up.
      await page.locator(".box.up").nth(7).waitFor({ timeout: 60_000 });
    }
    await act(page);
    await page.screenshot({ path: file });
  } finally {
    await context.close();
    child.kill();
    await child.exited;
  }
}

await main();
