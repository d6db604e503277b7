// report.html of every kind of run in a real browser, opened from the disk as its reader does.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { ENGLISH } from "../support/texts.ts";
import {
  PAGE_KINDS,
  type PageKind,
  sizeOfLargePage,
  writeReportPages,
  writeSpanishPage,
} from "../support/report-pages.ts";

setDefaultTimeout(120_000);

/** The charts of each page, in order. */
const CHARTS: Readonly<Record<PageKind, readonly string[]>> = {
  sweep: [
    "completions",
    "staircase",
    "throughput",
    "residuals",
    "histogram",
    "burst-histogram",
    "burst-percentiles",
    "threads",
    "health",
  ],
  load: ["errors", "response-over-time", "rates", "percentiles", "histogram"],
  compare: ["differences", "percentiles"],
  cluster: [
    "completions",
    "staircase",
    "throughput",
    "residuals",
    "histogram",
    "burst-histogram",
    "burst-percentiles",
    "threads",
    "beside",
    "waterfall",
    "health",
  ],
};

/** Of a page, as red, green and blue. */
const LIGHT = "255,255,255";
const DARK = "20,24,31";
const PHONE = { width: 360, height: 740 };

describe.skipIf(!hasBrowser)("report.html in a browser", () => {
  let browser: Browser;
  let paths: Record<PageKind, string>;

  beforeAll(async () => {
    paths = await writeReportPages();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(dirname(paths.sweep), { recursive: true });
  });

  /** What the page asked for and complained of, as it goes. */
  async function open(kind: PageKind, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({
      viewport: { width: 1000, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`file://${paths[kind]}`);
    return { page, requests, complaints, [Symbol.asyncDispose]: () => context.close() };
  }

  describe.each([...PAGE_KINDS])("of a %s", (kind) => {
    // One page for all that leaves it as it was: opening one takes longer than most of what is looked at.
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      opened = await open(kind);
    });
    afterAll(() => opened[Symbol.asyncDispose]());

    test("asks nobody for anything, complains of nothing, and draws every chart", async () => {
      const { page, requests, complaints } = opened;
      expect(await chartNames(page)).toEqual([...CHARTS[kind]]);
      for (const name of CHARTS[kind]) {
        const ink = await inkOf(await shown(page, name));
        expect({ name, ...ink }).toEqual({ name, hasMarks: true, hasText: true });
      }
      expect(requests).toEqual([`file://${paths[kind]}`]);
      expect(complaints).toEqual([]);
    });

    test("says of every chart what its marks are, by keyboard", async () => {
      const { page } = opened;
      for (const name of CHARTS[kind]) {
        const figure = await shown(page, name);
        await figure.locator(".plot").focus();
        const readout = figure.locator(".readout");
        await page.keyboard.press("ArrowRight");
        await textIs(readout, expect.stringMatching(/\d/));
        const first = await readout.textContent();
        // What is read out is what is shown.
        await eventually(async () => {
          const shownTitle = await figure.locator(".tip-body strong").textContent();
          expect({ name, first }).toEqual({
            name,
            first: expect.stringMatching(new RegExp(`^${RegExp.escape(shownTitle ?? "none")}`)),
          });
        });
        await page.keyboard.press("End");
        await textIs(readout, expect.stringMatching(/\d/));
        await page.keyboard.press("Escape");
        await textIs(readout, "");
      }
      expect(opened.complaints).toEqual([]);
    });

    test.each(["light", "dark"] as const)("has nothing for axe-core, %s", async (scheme) => {
      const { page } = opened;
      await page.emulateMedia({ colorScheme: scheme });
      const color = scheme === "dark" ? DARK : LIGHT;
      for (const name of CHARTS[kind]) {
        await becomes((await shown(page, name)).locator("canvas").first(), color);
      }
      await openDetails(page);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    });

    test("is dark in the dark, light on paper, and follows a change", async () => {
      await using fresh = await open(kind, { colorScheme: "dark" });
      const { page } = fresh;
      const name = CHARTS[kind][0] ?? "";
      const plot = (await shown(page, name)).locator(".plot");
      const first = plot.locator("canvas").first();
      await becomes(first, DARK);
      await page.emulateMedia({ colorScheme: "light" });
      await becomes(first, LIGHT);
      await page.emulateMedia({ colorScheme: "dark" });
      await becomes(first, DARK);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      // What was not come to yet is on the paper too.
      for (const chart of CHARTS[kind]) {
        await becomes(page.locator(`figure[data-chart="${chart}"] canvas`).first(), LIGHT);
      }
      const pdf = await page.pdf({ format: "A4" });
      expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    });

    test("fits a phone without scrolling sideways", async () => {
      await using onPhone = await open(kind, { viewport: PHONE });
      const { page } = onPhone;
      for (const name of CHARTS[kind]) await shown(page, name);
      await openDetails(page);
      const width = await page.evaluate("document.documentElement.scrollWidth");
      expect(width).toBe(PHONE.width);
      for (const name of CHARTS[kind]) {
        const { x = 0, width: chartPx = 0 } =
          (await page.locator(`figure[data-chart="${name}"] canvas`).first().boundingBox()) ?? {};
        expect(x + chartPx).toBeLessThanOrEqual(PHONE.width);
        expect(chartPx).toBeGreaterThan(300);
      }
    });

    test("still has its pictures where no script runs", async () => {
      await using still = await open(kind, { javaScriptEnabled: false });
      expect(await still.page.locator("figure svg").count()).toBeGreaterThan(0);
      expect(await still.page.locator("canvas").count()).toBe(0);
    });
  });

  describe("of a sweep", () => {
    test("is at most 3 MB for 100 levels", async () => {
      expect(await sizeOfLargePage()).toBeLessThan(3e6);
    });

    test("tells of a request that is pointed at how long it waited and worked, and where", async () => {
      await using opened = await open("sweep");
      const plot = (await shown(opened.page, "completions")).locator(".plot");
      const tip = await pointUntil(opened.page, plot, "waiting time");
      expect(tip).toMatch(/waiting time.*s.*service time.*s.*thread\d+/s);
    });

    test("goes to another level by its slider, in all charts of one level", async () => {
      await using opened = await open("sweep");
      const { page } = opened;
      const slider = page.locator("#level-completions");
      const before = await settledInk(await shown(page, "completions"));
      await slider.focus();
      await page.keyboard.press("Home");
      for (let i = 0; i < 11; i++) await page.keyboard.press("ArrowRight");
      await textIs(page.locator('output[for="level-threads"]'), "12");
      const headings = ["completions", "burst-histogram", "burst-percentiles", "threads"];
      for (const name of headings) {
        await textIs((await shown(page, name)).locator("h3"), expect.stringContaining("12"));
      }
      expect(await settledInk(await shown(page, "completions"))).not.toBe(before);
      const requests = page.locator("details", { hasText: "Every request at n = " });
      const summary = requests.locator("summary");
      const rows = requests.locator("tbody tr");
      await textIs(summary, "Every request at n = 12");
      await summary.click();
      await countIs(rows, 12);
      await slider.focus();
      await page.keyboard.press("End");
      await textIs(summary, "Every request at n = 25");
      await countIs(rows, 25);
      await countIs(requests.locator("tbody tr", { hasText: /^25ok/ }), 1);
      // Closed it has no rows, so that it never opens with those of another level.
      await summary.click();
      await countIs(rows, 0);
    });

    test("goes to the level of a column of the heat map that is clicked", async () => {
      await using opened = await open("sweep");
      const plot = (await shown(opened.page, "histogram")).locator(".plot");
      const tip = await pointUntil(opened.page, plot, "replies");
      await opened.page.mouse.down();
      await opened.page.mouse.up();
      const level = /n = (\d+)/.exec(tip)?.[1] ?? "";
      await textIs(opened.page.locator('output[for="level-threads"]'), level);
    });

    test("zooms into what the threads did, stays there while the light changes, and out again", async () => {
      await using opened = await open("sweep");
      const figure = await shown(opened.page, "threads");
      const whole = await settledInk(figure);
      await figure.getByRole("button", { name: "zoom in" }).click();
      await figure.getByRole("button", { name: "later" }).click();
      const part = await settledInk(figure);
      expect(part).not.toBe(whole);
      const canvas = figure.locator("canvas").first();
      await opened.page.emulateMedia({ colorScheme: "dark" });
      await becomes(canvas, DARK);
      await opened.page.emulateMedia({ colorScheme: "light" });
      await becomes(canvas, LIGHT);
      await eventually(async () => expect(await inkCount(figure)).toBe(part));
      await figure.getByRole("button", { name: "all", exact: true }).click();
      await eventually(async () => expect(await inkCount(figure)).toBe(whole));
    });

    test("hides and shows a series by its legend", async () => {
      await using opened = await open("sweep");
      const figure = await shown(opened.page, "completions");
      const greyOf = async () => (await figure.locator("canvas").first().evaluate(countInk)).grey;
      // The ideal lies on what was measured: without it, that shows.
      const all = await greyOf();
      const ideal = figure.getByRole("button", { name: "ideal" });
      await ideal.press("Enter");
      await eventually(async () => expect(await ideal.getAttribute("aria-pressed")).toBe("false"));
      await eventually(async () => expect(await greyOf()).toBeLessThan(all));
      await ideal.press("Enter");
      await eventually(async () => expect(await greyOf()).toBe(all));
    });
  });

  test("a load's page tells of every stretch of time what was due, and what became of it", async () => {
    await using opened = await open("load");
    const plot = (await shown(opened.page, "rates")).locator(".plot");
    expect(await pointUntil(opened.page, plot, "in flight")).toMatch(/offered.*sent.*ok replies/s);
  });

  test("a comparison's page tells both sides of a percentile", async () => {
    await using opened = await open("compare");
    const plot = (await shown(opened.page, "percentiles")).locator(".plot");
    expect(await pointUntil(opened.page, plot, "p9")).toMatch(/A.*ms.*B.*ms/s);
  });

  test("a page in Spanish says in Spanish what its script adds", async () => {
    const path = await writeSpanishPage(dirname(paths.sweep));
    await using opened = await open("cluster");
    const { page } = opened;
    await page.goto(`file://${path}`);
    const said: string[] = [];
    for (const name of await chartNames(page)) {
      const figure = await shown(page, name ?? "");
      await figure.locator(".plot").focus();
      await page.keyboard.press("ArrowRight");
      said.push((await figure.locator(".readout").textContent()) ?? "");
      await page.keyboard.press("Escape");
    }
    await openDetails(page);
    said.push(await page.locator("main").innerText());
    for (const label of await page.locator("[aria-label], [aria-valuetext]").all()) {
      said.push((await label.getAttribute("aria-label")) ?? "");
      said.push((await label.getAttribute("aria-valuetext")) ?? "");
    }
    const all = said.join("\n");
    const expected = [
      "clientes concurrentes, n =",
      "acercar",
      "Cada solicitud con n =",
      "12 clientes",
    ];
    for (const text of [...expected, "Pase el puntero"]) expect(all).toContain(text);
    const { reportPage, charts, sweepReport } = ENGLISH;
    const english = [
      reportPage,
      charts,
      charts.burst,
      charts.threads,
      charts.level,
      reportPage.zoom,
      reportPage.requests,
      sweepReport.outcomes,
    ]
      .flatMap((part) => Object.values(part))
      .filter((text) => typeof text === "string" && text.length > 5)
      // Names of files follow.
      .filter((text) => new RegExp(`\\b${RegExp.escape(String(text))}\\b(?![-.])`).test(all));
    expect(english).toEqual(["Series"]);
    expect(opened.complaints).toEqual([]);
  });

  test("what is wider than a phone shows at its edge that it scrolls, and no more at its end", async () => {
    await using opened = await open("sweep", { viewport: PHONE });
    const { page } = opened;
    const table = page.locator("main > .scroll").nth(1);
    await table.scrollIntoViewIfNeeded();
    const [left, right] = await edgesOf(page, table);
    expect(left).toBe(LIGHT);
    expect(right).not.toBe(LIGHT);
    await table.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    await eventually(async () => {
      const [before, after] = await edgesOf(page, table);
      expect(before).not.toBe(LIGHT);
      expect(after).toBe(LIGHT);
    });
  });

  test("a cluster's page tells of a hop what it adds", async () => {
    await using opened = await open("cluster");
    const plot = (await shown(opened.page, "waterfall")).locator(".plot");
    expect(await pointUntil(opened.page, plot, "beyond the ideal", 178)).toContain("median");
  });
});

/** The browser tells a page of a change when it comes to it. */
async function becomes(canvas: Locator, color: string): Promise<void> {
  await eventually(async () => expect(await canvas.evaluate(cornerOf)).toBe(color));
}

async function textIs(place: Locator, text: string): Promise<void> {
  await eventually(async () => expect(await place.textContent()).toEqual(text));
}

async function countIs(places: Locator, count: number): Promise<void> {
  await eventually(async () => expect(await places.count()).toBe(count));
}

async function nextFrame(page: Page): Promise<void> {
  await page.evaluate("new Promise((done) => requestAnimationFrame(done))");
}

async function chartNames(page: Page): Promise<(string | null)[]> {
  const figures = await page.locator("figure[data-chart]").all();
  return Promise.all(figures.map((figure) => figure.getAttribute("data-chart")));
}

/** A figure, in view and drawn. */
async function shown(page: Page, name: string): Promise<Locator> {
  const figure = page.locator(`figure[data-chart="${name}"]`);
  await figure.scrollIntoViewIfNeeded();
  const canvas = figure.locator("canvas").first();
  await canvas.waitFor();
  await nextFrame(page);
  return figure;
}

/** Marks are coloured, text is grey. */
async function inkOf(figure: Locator) {
  const canvases = await figure.locator("canvas").all();
  const counts = await Promise.all(canvases.map((canvas) => canvas.evaluate(countInk)));
  const sum = (key: "colored" | "grey"): number => counts.reduce((all, own) => all + own[key], 0);
  return { hasMarks: sum("colored") > 300, hasText: sum("grey") > 300 };
}

/** A chart that is moved draws itself anew at the next frame: its ink once two frames in a row have the same. */
async function settledInk(figure: Locator): Promise<number> {
  let last = await inkCount(figure);
  return await eventually(async () => {
    const before = last;
    last = await inkCount(figure);
    return last === before && last;
  });
}

async function inkCount(figure: Locator): Promise<number> {
  await figure.page().mouse.move(0, 0);
  await shown(figure.page(), (await figure.getAttribute("data-chart")) ?? "");
  const { colored, grey } = await figure.locator("canvas").first().evaluate(countInk);
  return colored + grey;
}

/** Moves over the plot until a tooltip holds `text`; which it must at some place. */
async function pointUntil(page: Page, plot: Locator, text: string, fromX = 90): Promise<string> {
  await plot.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const box = await plot.boundingBox();
  if (box === null) throw new Error("the plot is not in view");
  for (let y = box.y + 24; y < box.y + box.height - 20; y += 7) {
    for (let x = box.x + fromX; x < box.x + box.width - 20; x += 9) {
      await page.mouse.move(x, y);
      const tip = plot.locator(".tip-body");
      const said =
        (await tip.count()) > 0 && (await tip.isVisible()) ? await tip.textContent() : "";
      if (said?.includes(text) === true) return said;
    }
  }
  throw new Error(`nothing in the plot says "${text}"`);
}

/** A table that is made when it is opened is there when this resolves: `toggle` comes later than `open`. */
async function openDetails(page: Page): Promise<void> {
  await page.evaluate("for (const own of document.querySelectorAll('details')) own.open = true");
  await countIs(page.locator("details .scroll:empty"), 0);
}

/** Colours of a table's background at the left and right edge, above the text of its head. */
async function edgesOf(page: Page, table: Locator): Promise<readonly string[]> {
  const picture = (await table.screenshot()).toString("base64");
  return await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context?.drawImage(image, 0, 0);
    return [1, image.width - 2].map((x) =>
      [...(context?.getImageData(x, 3, 1, 1).data ?? [])].slice(0, 3).join(","),
    );
  }, picture);
}

/** In the page: colour of the first pixel. */
function cornerOf(canvas: Element): string {
  const pixels = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(1, 1, 1, 1).data;
  return [...(pixels ?? [])].slice(0, 3).join(",");
}

/** In the page: pixels that are not white, by whether they have a hue. */
function countInk(canvas: Element): { colored: number; grey: number } {
  const { width, height } = canvas as HTMLCanvasElement;
  const pixels =
    (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
  let colored = 0;
  let grey = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.slice(i, i + 4);
    if (alpha < 128) continue;
    const most = Math.max(red, green, blue);
    const least = Math.min(red, green, blue);
    if (most - least > 50) colored++;
    else if (most < 200) grey++;
  }
  return { colored, grey };
}
