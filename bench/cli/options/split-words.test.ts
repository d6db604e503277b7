import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { splitWords } from "./split-words.ts";

describe("words of a command line", () => {
  const readings: [string, string[]][] = [
    ["", []],
    ["  a  b\tc ", ["a", "b", "c"]],
    [String.raw`--send 'PING\r\n' -c 50`, ["--send", String.raw`PING\r\n`, "-c", "50"]],
    [String.raw`"a \"b\" \\ \n $x"`, [String.raw`a "b" \ \n $x`]],
    [String.raw`a\ b\'c`, ["a b'c"]],
    [`'' ""`, ["", ""]],
    [`a'b c'"d e"f`, ["ab cd ef"]],
    [`'it'"'"'s'`, ["it's"]],
  ];
  test.each(readings)("%p are read as a shell reads them", (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test.each(["'open", '"open', '"open\\"', "a \\"])("%p is refused", (text) => {
    expect(() => splitWords(text)).toThrow(/is not closed in|backslash ends/);
  });

  test("that are quoted come back as they were", () => {
    const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitWords(words.map(quote).join(" "))).toEqual(words);
      }),
    );
  });

  test("are those that sh itself finds", () => {
    const texts = readings.map(([text]) => text.replaceAll("$", ""));
    for (const text of texts) {
      const { stdout } = Bun.spawnSync(["sh", "-c", `printf '%s\\0' ${text} end`]);
      expect(splitWords(text)).toEqual(stdout.toString().split("\0").slice(0, -2));
    }
  });
});
