// Makes the pictures of docs/images: every page that people look at, as a browser shows it.
//
//     bun scripts/screenshots.ts [--out docs/images] [scene …]
//
// A scene is a page, how it is looked at, and what is done to it before the picture is taken.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { isReadyEvent, type ReadyEvent } from "../src/protocol/ready-event.ts";

interface Scene {
  /** The file is `<name>.png`. */
  readonly name: string;
  readonly colorScheme: "light" | "dark";
  readonly widthPx: number;
  readonly heightPx: number;
  /** What the page is at; what it needs is made in `folder`. Called once for all scenes that share it. */
  readonly page: PageSource;
  /** Brings into view what the picture is of. */
  readonly look?: (page: Page) => Promise<void>;
}

type PageSource = (folder: string) => Promise<string>;

const SERVER = fileURLToPath(new URL("../src/cli/server.ts", import.meta.url));
const REFERENCE = "results/reference-lanes-1";

/** The report of the newest reference sweep, made again by this checkout. */
const sweepReport: PageSource = async (folder) => {
  await run(["bench", "report", REFERENCE, "-o", join(folder, "sweep")]);
  return `file://${join(folder, "sweep", "report.html")}`;
};

/** The same in Spanish. */
const spanishSweepReport: PageSource = async (folder) => {
  await run(["bench", "report", REFERENCE, "--lang", "es", "-o", join(folder, "barrido")]);
  return `file://${join(folder, "barrido", "report.html")}`;
};

/** A server of our own at a third of what its 10 threads can do. */
const loadReport: PageSource = async (folder) => {
  const out = join(folder, "load");
  await withServer(["--service", "exp:5ms"], (target) =>
    run([
      "bench",
      "load",
      target,
      "--task",
      "tarea",
      "-R",
      "600",
      "-c",
      "60",
      "-d",
      "6s",
      "-o",
      out,
    ]),
  );
  return reportIn(out);
};

/** Ten threads against eight. */
const compareReport: PageSource = async (folder) => {
  const out = join(folder, "compare");
  await withServer(["--service", "exp:5ms"], (a) =>
    withServer(["--service", "exp:5ms", "--threads", "8"], (b) => {
      const load = (target: string): string => `${target} --task tarea -R 600 -c 60 -d 3s`;
      return run(
        ["bench", "compare", "--a", load(a), "--b", load(b), "--repeat", "5", "-o", out],
        [99],
      );
    }),
  );
  return reportIn(out);
};

const DESK = { widthPx: 1000, heightPx: 900 } as const;
const PHONE = { widthPx: 360, heightPx: 740 } as const;

const SCENES: readonly Scene[] = [
  {
    name: "report-sweep",
    colorScheme: "light",
    ...DESK,
    page: sweepReport,
    look: figure("completions"),
  },
  {
    name: "report-sweep-es",
    colorScheme: "light",
    ...DESK,
    page: spanishSweepReport,
    look: figure("completions"),
  },
  {
    name: "report-threads-es",
    colorScheme: "dark",
    ...DESK,
    page: spanishSweepReport,
    look: figure("threads"),
  },
  {
    name: "report-sweep-dark",
    colorScheme: "dark",
    ...DESK,
    page: sweepReport,
    look: figure("throughput"),
  },
  {
    name: "report-sweep-phone",
    colorScheme: "light",
    ...PHONE,
    page: sweepReport,
    look: figure("completions"),
  },
  {
    name: "report-heat-map",
    colorScheme: "light",
    ...DESK,
    page: sweepReport,
    look: figure("histogram"),
  },
  {
    name: "report-threads",
    colorScheme: "dark",
    ...DESK,
    page: sweepReport,
    look: figure("threads"),
  },
  {
    name: "report-load",
    colorScheme: "light",
    ...DESK,
    page: loadReport,
    look: figure("response-over-time"),
  },
  { name: "report-compare", colorScheme: "light", ...DESK, page: compareReport },
];

/** Draws it, shows what one of its marks says, and puts it at the top. */
function figure(name: string) {
  return async (page: Page): Promise<void> => {
    const place = page.locator(`figure[data-chart="${name}"]`);
    await place.scrollIntoViewIfNeeded();
    await place.locator("canvas").first().waitFor();
    await place.evaluate((element) => element.scrollIntoView({ block: "start" }));
    await place.locator(".plot").focus();
    for (const key of ["PageDown", "PageDown", "ArrowRight"]) await page.keyboard.press(key);
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { out: { type: "string", default: "docs/images" } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => SCENES.every((scene) => scene.name !== name));
  if (unknown.length > 0) throw new Error(`no such scene: ${unknown.join(", ")}`);
  const scenes = SCENES.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "escalera-screenshots-"));
  const browser = await chromium.launch({
    executablePath: Bun.which("chromium") ?? "chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const addresses = new Map<PageSource, string>();
  try {
    for (const scene of scenes) {
      const address = addresses.get(scene.page) ?? (await scene.page(folder));
      addresses.set(scene.page, address);
      await take(browser, scene, address, join(out, `${scene.name}.png`));
      process.stdout.write(`${join(values.out, scene.name)}.png\n`);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

async function take(browser: Browser, scene: Scene, address: string, file: string): Promise<void> {
  const { colorScheme, widthPx, heightPx, look } = scene;
  const context = await browser.newContext({
    viewport: { width: widthPx, height: heightPx },
    deviceScaleFactor: 2,
    colorScheme,
  });
  try {
    const page = await context.newPage();
    await page.goto(address);
    await look?.(page);
    await page.screenshot({ path: file });
  } finally {
    await context.close();
  }
}

/** Of a run that is invalid: the machine was too busy for a measurement that a picture may show. */
const EXIT_INVALID = 3;
const ATTEMPTS = 3;

/** `bun run`, as a user would. @throws {Error} if it ends with another code than 0 or those of `codes`, or stays invalid. */
async function run(words: readonly string[], codes: readonly number[] = []): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const child = Bun.spawn([process.execPath, "run", ...words], {
      stdout: "ignore",
      stderr: "inherit",
    });
    const code = await child.exited;
    if (code === 0 || codes.includes(code)) return;
    if (code !== EXIT_INVALID || attempt === ATTEMPTS) {
      throw new Error(`bun run ${words.join(" ")}: exit ${code}`);
    }
  }
}

/** A server on a free port while `use` runs. */
async function withServer(
  options: readonly string[],
  use: (target: string) => Promise<void>,
): Promise<void> {
  const ready = Promise.withResolvers<ReadyEvent>();
  const child = Bun.spawn([process.execPath, SERVER, "--port", "0", ...options], {
    stdout: "ignore",
    stderr: "inherit",
    serialization: "json",
    ipc(message) {
      if (isReadyEvent(message)) ready.resolve(message);
    },
    onExit: () => ready.reject(new Error("the server ended before it was ready")),
  });
  try {
    const { address } = await ready.promise;
    await use(`tcp://127.0.0.1:${address?.port}`);
  } finally {
    child.kill("SIGTERM");
    await child.exited;
  }
}

/** Of the last attempt. */
function reportIn(out: string): string {
  const folder = readdirSync(out).sort().at(-1) ?? "";
  return `file://${join(out, folder, "report.html")}`;
}

await main();
