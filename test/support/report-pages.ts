// One report.html of each kind of run, of simulated ones, with the script that makes its pictures live.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareRuns } from "../../bench/judge/compare/compare-runs.ts";
import type { LoadRun } from "../../bench/run/load/run.ts";
import { buildPageScript } from "../../bench/cli/page-script.ts";
import { renderCharts, reportHtml } from "../../bench/report/sweep/reports.ts";
import type { CompareReport } from "../../bench/report/compare/report.ts";
import { compareReports } from "../../bench/report/compare/reports.ts";
import { loadReports } from "../../bench/report/load/reports.ts";
import type { Report } from "../../bench/report/sweep/report.ts";
import { formatLoadTarget } from "../../bench/run/load/format-load-target.ts";
import { simulateClusterReport } from "./cluster-report-fixture.ts";
import { simulateLoad } from "./load-fixture.ts";
import { noisyLoad } from "./noisy-load.ts";
import { levelsTo, simulateReport } from "./report-fixture.ts";
import { ENGLISH } from "./texts.ts";

export const PAGE_KINDS = ["sweep", "load", "compare", "cluster"] as const;

export type PageKind = (typeof PAGE_KINDS)[number];

/** Paths of the files, in a new folder of the system's temporary one. */
export async function writeReportPages(): Promise<Record<PageKind, string>> {
  const folder = mkdtempSync(join(tmpdir(), "escalera-pages-"));
  const script = await buildPageScript("en");
  const sweepHtml = (report: Report): string => reportHtml(report, renderCharts(report), script);
  const pages: Record<PageKind, string> = {
    sweep: sweepHtml(simulateReport({ levels: levelsTo(25), secondAttempts: [7] })),
    load: loadReports(failingLoad(), ENGLISH, script)["report.html"] ?? "",
    compare: compareReports(comparedRuns(), ENGLISH, script)["report.html"] ?? "",
    cluster: sweepHtml(simulateClusterReport({ levels: levelsTo(12) })),
  };
  const paths = PAGE_KINDS.map((kind) => [kind, join(folder, `${kind}.html`)] as const);
  for (const [kind, path] of paths) await Bun.write(path, pages[kind]);
  return Object.fromEntries(paths) as Record<PageKind, string>;
}

/** The page of a cluster's sweep, in Spanish. */
export async function writeSpanishPage(folder: string): Promise<string> {
  const report = simulateClusterReport({ levels: levelsTo(12), language: "es" });
  const path = join(folder, "spanish.html");
  await Bun.write(path, reportHtml(report, renderCharts(report), await buildPageScript("es")));
  return path;
}

/** In bytes, of a whole sweep of 100 levels. */
export async function sizeOfLargePage(): Promise<number> {
  const report = simulateReport({ levels: levelsTo(100) });
  return Buffer.byteLength(reportHtml(report, renderCharts(report), await buildPageScript("en")));
}

/** Some refused, some never answered. */
function failingLoad(): LoadRun {
  return simulateLoad({
    sliceNs: 1e8,
    endOf: (i) => (i >= 4000 && i < 4300 ? "refused" : i % 500 === 3 ? "timed out" : "ok"),
  });
}

function comparedRuns(): CompareReport {
  const sideOf = (first: number, slowness: number): LoadRun[] =>
    [0, 1, 2, 3, 4].map((i) => noisyLoad({ seed: first + i, seconds: 2, slowness }));
  const [runsA, runsB] = [sideOf(101, 1), sideOf(201, 1.6)];
  const { schemaVersion, startedAt, endedAt, environment, plan, commandLine } = simulateLoad();
  const side = (name: string, runs: readonly LoadRun[]) => ({
    commandLine,
    label: name,
    target: formatLoadTarget(plan.target),
    runs: runs.map((_, i) => `${name}-${i + 1}`),
  });
  return {
    runsA,
    runsB,
    comparison: {
      schemaVersion,
      command: "compare",
      label: "",
      status: "complete",
      commandLine: "bun bench compare",
      seed: 1,
      tolerance: 0.05,
      startedAt,
      endedAt,
      environment,
      a: side("before", runsA),
      b: side("after", runsB),
      result: compareRuns(runsA, runsB, { tolerance: 0.05, seed: 1, isInterleaved: true }),
    },
  };
}
