// Makes the pictures of the terminal in docs/images: a real sweep on a pseudo-terminal, as it stands when it has ended.
//
//     bun scripts/screenshots-terminal.ts [--out docs/images] [--lang en|es]
//
// In Spanish the file is terminal-es.png.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const COLUMNS = 100;
const ROWS = 40;
const SWEEP = ["bench", "--levels", "1-60", "--service", "300ms", "--lanes", "3"];
/** Of a run that is invalid: the machine was too busy for a measurement that a picture may show. */
const EXIT_INVALID = 3;
const ATTEMPTS = 3;
/** Leaves the terminal's other screen, on which a run draws itself. */
const LEAVE = "\u001B[?1049l";

/** SGR codes that the terminal's texts use, as CSS. */
const STYLES: Readonly<Record<string, string>> = {
  1: "font-weight:bold",
  2: "opacity:.65",
  31: "color:#f97583",
  32: "color:#85e89d",
  33: "color:#ffdf5d",
  34: "color:#79b8ff",
  35: "color:#d2a8ff",
  36: "color:#56d4dd",
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: "docs/images" },
      lang: { type: "string", default: "en" },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "escalera-screenshots-"));
  try {
    const text = await measure(folder, values.lang);
    mkdirSync(values.out, { recursive: true });
    const file = join(values.out, `terminal${values.lang === "es" ? "-es" : ""}.png`);
    await take(text.replaceAll(folder, "results"), file);
    process.stdout.write(`${file}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the sweep leaves on the terminal. @throws {Error} if it stays invalid, or fails. */
async function measure(folder: string, lang: string): Promise<string> {
  const words = [...SWEEP, "--lang", lang, "--out", folder];
  for (let attempt = 1; ; attempt++) {
    let output = "";
    const decoder = new TextDecoder();
    const child = Bun.spawn([process.execPath, "run", ...words], {
      env: { ...process.env, TERM: "xterm-256color" },
      terminal: {
        cols: COLUMNS,
        rows: ROWS,
        data: (_, bytes) => void (output += decoder.decode(bytes, { stream: true })),
      },
    });
    const code = await child.exited;
    child.terminal?.close();
    if (code === 0) return output.slice(output.lastIndexOf(LEAVE) + LEAVE.length);
    if (code !== EXIT_INVALID || attempt === ATTEMPTS) {
      throw new Error(`bun run ${words.join(" ")}: exit ${code}\n${output}`);
    }
  }
}

async function take(text: string, file: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: Bun.which("chromium") ?? "chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ deviceScaleFactor: 2 });
    await page.setContent(
      `<body style="margin:0;background:#1f2428"><pre style="display:inline-block;margin:0;padding:16px;` +
        `font:14px/1.25 'DejaVu Sans Mono',monospace;color:#e1e4e8">${toHtml(text)}</pre>`,
    );
    await page.locator("pre").screenshot({ path: file });
  } finally {
    await browser.close();
  }
}

/** Text with SGR escapes as spans; other escapes are left out. */
function toHtml(text: string): string {
  const styles = new Set<string>();
  return text
    .replaceAll("\r", "")
    .trim()
    .split("\u001B[")
    .map((part, i) => {
      if (i === 0) return span(part, styles);
      // Parameters, the letter that ends the escape, and the text behind it.
      const [, codes = "", kind, rest = ""] = /^([\d;?]*)([A-Za-z])(.*)$/s.exec(part) ?? [];
      for (const code of kind === "m" ? codes.split(";") : []) {
        const style = STYLES[code];
        if (style === undefined) styles.clear();
        else styles.add(style);
      }
      return span(rest, styles);
    })
    .join("");
}

function span(text: string, styles: ReadonlySet<string>): string {
  const escaped = Bun.escapeHTML(text);
  return styles.size === 0 ? escaped : `<span style="${[...styles].join(";")}">${escaped}</span>`;
}

await main();
