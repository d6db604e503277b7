import { describe, expect, test } from "bun:test";
import { spanishNumber } from "./text.ts";

describe("spanishNumber", () => {
  test.each([
    ["3.33/s", "3,33/s", "a decimal comma"],
    ["1,234.5 ms", "1234,5 ms", "four digits are not parted"],
    ["12,345", "12\u00A0345", "five digits are parted by a no-break space"],
    ["1,234,567", "1\u00A0234\u00A0567", "millions"],
    ["0.9 ms to 1.2 s", "0,9 ms to 1,2 s", "every number of the text"],
    ["Bun 1.4.5", "Bun 1.4.5", "a version is no number"],
    ["127.0.0.1:65432", "127.0.0.1:65432", "an address is no number"],
    ["-2.5 %", "-2,5 %", "a negative number"],
    ["1, 2, 3", "1, 2, 3", "a list's commas stay"],
    ["10 of 4840.", "10 of 4840.", "a full stop after a number stays"],
  ])("%s becomes %s: %s", (english, spanish) => {
    expect(spanishNumber(english)).toBe(spanish);
  });
});
