import { expect, test } from "bun:test";
import fc from "fast-check";
import { fromColumnText, toColumnText } from "./task-row.ts";

/** Any UTF-16, with what is escaped more often than chance would have it. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom("\\", "\0", "0", "u", "d", "\ud800", "\udfff", "😀", "ä"),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(""));

test("what people write stays as it is", () => {
  for (const text of ["Generar Facturas", "€ 😀 \n\t'\"%", ""])
    expect(toColumnText(text)).toBe(text);
});

test("what databases refuse or change is escaped", () => {
  expect(toColumnText("a\0b")).toBe("a\\0b");
  expect(toColumnText("a\\0b")).toBe("a\\\\0b");
  expect(toColumnText("\ud800x\udc00😀")).toBe("\\ud800x\\udc00😀");
});

test("any text comes back, through UTF-8 without U+0000, and two texts are never one", () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      const kept = toColumnText(a);
      expect(kept).not.toContain("\0");
      expect(Buffer.from(kept, "utf8").toString("utf8")).toBe(kept);
      expect(fromColumnText(kept)).toBe(a);
      expect(kept === toColumnText(b)).toBe(a === b);
    }),
  );
});
