// Every flag that a document types or names beside a command is one that the command's own help knows.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT, runCommandLine } from "../support/commands.ts";
import { parseMarkdown } from "../support/markdown.ts";

const DOCUMENTS = ["README.md", "docs/production.md", "docs/methodology.md"];
const COMMAND =
  /\bbun (?:run )?(server|client|worker|cluster|bench)(?: (load|queue|compare|report|open|list|selftest|peers|micro|status|scale|kill|drain|down|doctor)\b)?(.*)/;
/** "bench load --rate" and the like, each once. */
function flagsNamed(text: string): string[] {
  const { blocks, spans } = parseMarkdown(text);
  // A command may go on, indented, on the next line.
  const lines = blocks.flatMap((block) =>
    block.lines
      .join("\n")
      .replaceAll(/\n {6,}/g, " ")
      .split("\n"),
  );
  return [...new Set([...lines, ...spans].flatMap(flagsIn))];
}

function flagsIn(line: string): string[] {
  const [, command, part, rest] = COMMAND.exec(line) ?? [];
  if (command === undefined || rest === undefined) return [];
  const name = part === undefined ? command : `${command} ${part}`;
  // What is quoted is another command's; what follows a # is a comment.
  const own = rest.replaceAll(/'[^']*'/g, "").replace(/ # .*/, "");
  return [...own.matchAll(/(?<=[\s[])--?[a-zA-Z][a-z-]*/g)].map(([flag]) => `${name} ${flag}`);
}

const helps = new Map<string, Promise<string>>();

function helpOf(command: string): Promise<string> {
  const help =
    helps.get(command) ??
    runCommandLine([...command.split(" "), "--help"]).then(({ stdout }) => stdout);
  helps.set(command, help);
  return help;
}

test.each(DOCUMENTS)("%s names no flag that is not there", async (path) => {
  const named = flagsNamed(readFileSync(join(PROJECT, path), "utf8"));
  expect(named.length).toBeGreaterThan(0);
  const missing = await Promise.all(
    named.map(async (one) => {
      const [, command = "", flag = ""] = /^(.+) (-\S+)$/.exec(one) ?? [];
      const isThere = new RegExp(`(?:^|[\\s,])${flag}(?=[\\s,]|$)`, "m").test(
        await helpOf(command),
      );
      return isThere ? [] : [one];
    }),
  );
  expect(missing.flat()).toEqual([]);
});
