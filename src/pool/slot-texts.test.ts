import { expect, test } from "bun:test";
import fc from "fast-check";
import { createSlotTextMemory, SlotTexts } from "./slot-texts.ts";

const text = (maxLength: number) => fc.string({ unit: "binary", maxLength });

test("a request is read as it was written, or is said to come by message; its neighbours keep theirs", () => {
  const requests = fc.record({ id: fc.option(text(400)), task: text(1100) });
  fc.assert(
    fc.property(fc.array(requests, { minLength: 1, maxLength: 8 }), (all) => {
      const texts = new SlotTexts(createSlotTextMemory(8));
      for (const [slot, request] of all.entries()) texts.writeRequest(slot, request);
      for (const [slot, request] of all.entries()) {
        const bytes = Buffer.byteLength(request.task) + Buffer.byteLength(request.id ?? "");
        expect(texts.readRequest(slot)).toEqual(bytes <= 1024 ? request : undefined);
      }
    }),
  );
});

test("an outcome is read as it was written, or is said to come by message", () => {
  const forms = fc.constantFrom("text" as const, "json" as const, "failure" as const);
  fc.assert(
    fc.property(forms, text(1100), (form, said) => {
      const texts = new SlotTexts(createSlotTextMemory(2));
      texts.writeRequest(1, { id: "ñ", task: "x".repeat(1022) });
      const fits = Buffer.byteLength(said) <= 1024;
      expect(texts.writeOutcome(1, { form, text: said })).toBe(fits);
      expect(texts.readOutcome(1)).toEqual(fits ? { form, text: said } : undefined);
      expect(texts.readRequest(1)).toEqual({ id: "ñ", task: "x".repeat(1022) });
    }),
  );
});

test("half a surrogate pair goes by message, because UTF-8 has none", () => {
  const texts = new SlotTexts(createSlotTextMemory(1));
  texts.writeRequest(0, { id: null, task: "\ud83c" });
  expect(texts.readRequest(0)).toBeUndefined();
  expect(texts.writeOutcome(0, { form: "text", text: "\udf89" })).toBe(false);
});
