// The end of a sweep's report: how it was measured, how to repeat it, and which files there are.
import type { Texts } from "../../messages/texts.ts";
import type { Expected, RunRecord } from "../../run/sweep/run.ts";
import { type Block, type Inline, left, table } from "../document/blocks.ts";
import { allOptions, filesSection, howHeading, machineFacts } from "../document/how-measured.ts";
import { dateTimeText, timeText } from "../document/phrases.ts";
import { setUpText } from "./phrases.ts";
import type { Report } from "./report.ts";
import { present } from "../../../src/units/present.ts";

/** `pictures`: names of the pictures beside the report. */
export function howItWasMeasured({ run, texts }: Report, pictures: readonly string[]): Block[] {
  const { expected, environment } = run;
  const { how, files } = texts.sweepReport;
  const { how: shared, files: sharedFiles, what, value } = texts.report;
  const facts: [string, Inline][] = [
    [shared.started, dateTimeText(run.startedAt, texts)],
    [shared.ended, dateTimeText(run.endedAt, texts)],
    [how.system, setUpText(expected, texts)],
    [how.requests, expected.form === "json" ? how.json : how.plain],
    [how.lanes, lanesText(expected, texts)],
    [how.bounds, boundsText(run, texts)],
    [shared.seed, String(run.seed)],
    ...machineFacts(environment, texts),
  ];
  return [
    howHeading(run, texts),
    { kind: "code", text: run.commandLine },
    table([left(what), left(value)], facts),
    allOptions(run.options, texts),
    ...filesSection(
      present(
        ["run.json", files.runJson],
        ["requests.csv", files.requestsCsv],
        ["levels.csv", files.levelsCsv],
        ["latency.hgrm", files.latencyHgrm],
        ["junit.xml", files.junitXml],
        ["report.html", sharedFiles.reportHtml],
        ["report.md", sharedFiles.reportMd],
        expected.topology !== undefined && ["requests-local.csv", files.requestsLocalCsv],
      ),
      pictures,
      texts,
    ),
  ];
}

function lanesText({ lanes, topology }: Expected, { sweepReport }: Texts): string {
  const { oneLane, oneLaneCluster, manyLanes } = sweepReport.how;
  if (lanes > 1) return manyLanes(lanes);
  return topology === undefined ? oneLane : oneLaneCluster;
}

function boundsText({ bounds }: RunRecord, texts: Texts): string {
  const { overheadNs, stepOverheadNs, serviceErrorNs, laneSlackNs } = bounds;
  const { boundsText: textOf, slack } = texts.sweepReport.how;
  const [overhead, step, service] = [overheadNs, stepOverheadNs, serviceErrorNs].map((ns) =>
    timeText(ns, texts),
  ) as [string, string, string];
  const whole = laneSlackNs > 0 ? slack(overhead, timeText(laneSlackNs, texts)) : overhead;
  return textOf(whole, step, service);
}
