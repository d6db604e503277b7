// Reads a sweep's folder the way a stranger's script would and ends with 1 if the files do not hold together, or if
// the verdicts on width or order did not pass. Overhead and service are printed: on a shared machine they are no test.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRequestsCsv } from "../bench/run/sweep/requests-csv.ts";
import type { RunRecord } from "../bench/run/sweep/run.ts";

const [folder = ""] = process.argv.slice(2);
const problems: string[] = [];
const check = (holds: boolean, problem: string): void => {
  if (!holds) problems.push(problem);
};
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

const run = JSON.parse(read("run.json")) as RunRecord;
const samples = parseRequestsCsv(read("requests.csv"));
const levelRows = read("levels.csv").trimEnd().split("\r\n").length - 1;
const requested = run.levels.reduce((sum, { level }) => sum + level, 0);

check(run.status === "complete", `run.json: status is ${run.status}`);
check(samples.length === requested, `requests.csv: ${samples.length} rows, ${requested} requests`);
check(
  levelRows === run.levels.length,
  `levels.csv: ${levelRows} rows, ${run.levels.length} levels`,
);
for (const name of ["staircase", "throughput", "residuals", "histogram", "threads"]) {
  check(read(`${name}.svg`).startsWith("<svg"), `${name}.svg is no SVG`);
  check(!/NaN|undefined/.test(read(`${name}.svg`)), `${name}.svg has a number that is none`);
}
for (const name of ["report.md", "report.html", "junit.xml", "latency.hgrm"]) {
  check(existsSync(join(folder, name)) && read(name) !== "", `${name} is missing or empty`);
}
for (const { name, result, summary } of run.judgement?.verdicts ?? []) {
  console.log(`${name}: ${result} – ${summary.en}`);
  if (name === "width" || name === "order") check(result === "pass", `${name}: ${result}`);
}
check(run.judgement?.verdicts.length === 4, "run.json: there are not four verdicts");
for (const problem of problems) console.error(`error: ${problem}`);
console.log(`${samples.length} requests, ${run.levels.length} levels, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
