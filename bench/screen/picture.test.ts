import { describe, expect, test } from "bun:test";
import { EventEmitter } from "node:events";
import { textsFor } from "../messages/texts.ts";
import { untranslated } from "../../src/units/text.ts";
import { Picture } from "./picture.ts";
import { StatusLine } from "./terminal.ts";

const EN = textsFor("en");

/** What a terminal would be told. */
class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  columns = 40;
  rows = 10;
  written = "";

  write(text: string): boolean {
    this.written += text;
    return true;
  }

  get stream(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }
}

const SHOW_CURSOR = "\u001B[?25h";

describe("a picture", () => {
  test("takes the other screen at its first drawing, and gives it and the cursor back once", () => {
    const terminal = new FakeTerminal();
    const picture = new Picture(terminal.stream, EN, () => ["one", "two"]);
    expect(terminal.written).toBe("");
    picture.redraw();
    expect(terminal.written).toStartWith("\u001B[?1049h\u001B[?25l");
    expect(terminal.written).toContain("\u001B[2Kone\r\n\u001B[2Ktwo\r\n\u001B[J");
    picture.close();
    expect(terminal.written).toEndWith(`${SHOW_CURSOR}\u001B[?1049l`);
    const closed = terminal.written;
    picture.close();
    picture.redraw();
    terminal.emit("resize");
    expect(terminal.written).toBe(closed);
  });

  test("that was never drawn leaves nothing behind", () => {
    const terminal = new FakeTerminal();
    const picture = new Picture(terminal.stream, EN, () => ["one"]);
    terminal.emit("resize");
    picture.close();
    expect(terminal.written).toBe("");
  });

  test("is drawn anew when the terminal changes its size", () => {
    const terminal = new FakeTerminal();
    const sizes: string[] = [];
    const picture = new Picture(terminal.stream, EN, ({ columns, rows }) => {
      sizes.push(`${columns}x${rows}`);
      return [];
    });
    picture.redraw();
    terminal.columns = 100;
    terminal.emit("resize");
    picture.close();
    expect(sizes).toEqual(["40x10", "100x10"]);
  });

  test("never scrolls: lines below the last row are left out", () => {
    const terminal = new FakeTerminal();
    terminal.rows = 2;
    const picture = new Picture(terminal.stream, EN, () => ["one", "two", "three"]);
    picture.redraw();
    picture.close();
    expect(terminal.written).toContain("\u001B[2Kone\r\n\u001B[2Ktwo\u001B[?2026l");
    expect(terminal.written).not.toContain("three");
  });

  test("has its note as its last line, and draws the rest in the lines above it", () => {
    const terminal = new FakeTerminal();
    const picture = new Picture(terminal.stream, EN, ({ rows }) => [`${rows} rows`]);
    picture.note(untranslated("writing the report"));
    picture.redraw();
    picture.close();
    expect(terminal.written).toContain("8 rows\r\n\u001B[2K\r\n\u001B[2Kwriting the report\r\n");
  });

  test("takes its handlers away when it is closed", () => {
    const events = ["exit", "unhandledRejection", "SIGTSTP", "SIGQUIT"];
    const counts = (): number[] => events.map((event) => process.listenerCount(event));
    const before = counts();
    const picture = new Picture(new FakeTerminal().stream, EN, () => []);
    expect(counts()).toEqual(before.map((count) => count + 1));
    picture.close();
    expect(counts()).toEqual(before);
  });
});

test("a status line replaces itself, is no wider than the terminal, and goes", () => {
  const terminal = new FakeTerminal();
  const status = new StatusLine(terminal.stream);
  status.clear();
  expect(terminal.written).toBe("");
  status.show("x".repeat(50));
  expect(terminal.written).toBe(`${"x".repeat(38)}…\r`);
  status.show("two");
  expect(terminal.written).toEndWith("\r\u001B[Jtwo\r");
  status.clear();
  status.clear();
  expect(terminal.written).toEndWith("two\r\r\u001B[J");
});
