// Holds the house to its plan: which folder may import which, no import circles (types included), what is pure, and how many
// files a folder holds. Prints each breach and exits 1; part of `bun run lint`.
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** More source files than this in one folder want a second level. Tests are not counted. */
const MAX_FILES_PER_FOLDER = 25;

const SRC_WORDS = ["src/units", "src/messages"];
const SRC_BASE = [...SRC_WORDS, "src/protocol", "src/async"];
/** Text in, text out. */
const PURE_OF_BUN = ["bench/report/text/plain-text.ts"];
const PURE_BENCH = ["bench/stats", "bench/run", "bench/messages", ...SRC_WORDS, "src/protocol"];
/** What says nothing of one kind of run. */
const ANY_RUN = [
  "bench/stats",
  "bench/run/header.ts",
  "bench/run/csv.ts",
  "bench/messages",
  ...SRC_WORDS,
];
const JUDGED = ["bench/theory", "bench/judge", ...PURE_BENCH];

/** What each folder may import beside itself; the longest matching folder counts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/units": [],
  "src/async": ["src/units"],
  "src/messages": ["src/units"],
  "src/protocol": SRC_WORDS,
  "src/pool": SRC_BASE,
  "src/server": SRC_BASE,
  "src/client": SRC_BASE,
  "src/broker": SRC_BASE,
  "src/storage": SRC_BASE,
  "src/execute": [...SRC_BASE, "src/pool", "src/broker", "src/storage"],
  "src/worker": [...SRC_BASE, "src/pool", "src/broker", "src/storage", "src/execute"],
  "src/cluster": SRC_BASE,
  "src/admin": [...SRC_BASE, "src/server"],
  "src/dashboard": [...SRC_BASE, "src/server"],
  "src/dashboard/page": [
    "src/dashboard/frames.ts",
    "src/dashboard/history.ts",
    "src/dashboard/windowed-histogram.ts",
    ...SRC_WORDS,
    "src/protocol",
  ],
  "src/cli": ["src"],
  "bench/messages": SRC_WORDS,
  "bench/stats": SRC_WORDS,
  "bench/run": PURE_BENCH,
  "bench/theory": PURE_BENCH,
  "bench/judge": JUDGED,
  // These three know no kind of run.
  "bench/report/chart": ["bench/report/document/escape.ts", ...ANY_RUN],
  "bench/report/text": ["bench/report/chart", "bench/report/document", ...ANY_RUN],
  "bench/report/document": ["bench/report/text", "bench/report/chart", ...ANY_RUN],
  "bench/report": JUDGED,
  "bench/page": ["bench/report", ...PURE_BENCH],
  "bench/archive": JUDGED,
  "bench/screen": ["bench/report", ...JUDGED],
  "bench/generate": [...PURE_BENCH, "src/async", "src/client"],
  "bench/sweep": ["bench/generate", ...PURE_BENCH, "src/async", "src/client"],
  "bench/selftest": ["bench/judge", "bench/generate", ...PURE_BENCH],
  "bench/micro": ["bench/generate", ...PURE_BENCH, "src/async", "src/client", "src/pool"],
  "bench/queue": ["bench/generate", "bench/report", ...PURE_BENCH, "src/async", "src/broker"],
  "bench/peers": [
    "bench/generate",
    "bench/archive",
    "bench/report",
    ...PURE_BENCH,
    "src/async",
    "src/client",
  ],
  "bench/cli": ["bench", ...SRC_BASE, "src/client", "src/broker", "src/dashboard", "src/cli"],
};

/** No I/O, no clock: neither Bun's modules nor Node's. The linter keeps the globals out. */
const PURE = [
  "src/units",
  "src/messages",
  "src/protocol",
  "bench/messages",
  "bench/stats",
  "bench/run",
  "bench/theory",
  "bench/judge",
  "bench/report",
];

/** These run in a browser. */
const IN_BROWSER = ["bench/page", "src/dashboard/page"];

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** The file, for a relative import. */
  readonly to?: string;
}

const files = [...new Bun.Glob("{src,bench}/**/*.ts").scanSync(ROOT)]
  .filter((file) => !/(\.test\.ts$|\/fixtures\/|\.d\.ts$)/.test(file))
  .toSorted();
const imports = files.flatMap(importsOf);
const breaches = [
  ...imports.flatMap(directionBreach),
  ...imports.flatMap(purityBreach),
  ...circles(),
  ...crowdedFolders(),
];
for (const breach of breaches) console.error(breach);
if (breaches.length > 0) process.exit(1);

function importsOf(from: string): Import[] {
  const source = readFileSync(join(ROOT, from), "utf8");
  const specifiers = source.matchAll(
    /^(?:import|export)\b[^;]*?from "([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...specifiers].map(([, fixed, dynamic]) => {
    const specifier = fixed ?? dynamic ?? "";
    return specifier.startsWith(".")
      ? { from, specifier, to: normalize(join(dirname(from), specifier)) }
      : { from, specifier };
  });
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function directionBreach({ from, to }: Import): string[] {
  // package.json is nobody's room.
  if (to === undefined || !/^(src|bench)\//.test(to)) return [];
  const room = Object.keys(MAY_IMPORT)
    .filter((folder) => isIn(from, folder))
    .toSorted((a, b) => b.length - a.length)[0];
  if (room === undefined)
    return [`${from}: its folder is not in the plan of scripts/check-house.ts`];
  const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
  if (allowed.some((folder) => isIn(to, folder))) return [];
  return [`${from} imports ${to}: ${room} may import only ${allowed.join(", ")}`];
}

function purityBreach({ from, specifier }: Import): string[] {
  const isOutside = /^(bun|node)\b/.test(specifier) && !PURE_OF_BUN.includes(from);
  if (!isOutside || ![...PURE, ...IN_BROWSER].some((folder) => isIn(from, folder))) return [];
  return [`${from} imports ${specifier}: this folder is pure, no I/O and no clock`];
}

/** Each circle once, as the files on its way: types and imports that are made when they are needed count too. */
function circles(): string[] {
  const targets = new Map(files.map((file) => [file, [] as string[]]));
  for (const { from, to } of imports) if (to !== undefined) targets.get(from)?.push(to);
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push(`import circle: ${[...path.slice(start), file].join(" → ")}`);
    if (start >= 0 || done.has(file)) return;
    for (const next of targets.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

function crowdedFolders(): string[] {
  const counts = Map.groupBy(files, dirname);
  return [...counts]
    .filter(([, own]) => own.length > MAX_FILES_PER_FOLDER)
    .map(
      ([folder, own]) => `${folder} holds ${own.length} files (at most ${MAX_FILES_PER_FOLDER})`,
    );
}
