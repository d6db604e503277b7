import { describe, expect, test } from "bun:test";
import { say, textsFor } from "./texts.ts";

describe("the harness's catalogues", () => {
  test("a statement is composed in every language", () => {
    expect(say((texts) => texts.counted.threads(10))).toEqual({ en: "10 threads", es: "10 hilos" });
  });

  test("a statement may hold another one", () => {
    const inner = say((texts) => texts.options.stageWithoutLength("0s:1/s"));
    expect(say((texts) => texts.options.ofStage(2, texts.of(inner))).es).toBe(
      'etapa 2: "0s:1/s" no tiene duración',
    );
  });

  test("counts are written as each language writes numbers", () => {
    expect(say((texts) => texts.counted.requests(1))).toEqual({
      en: "1 request",
      es: "1 solicitud",
    });
    expect(textsFor("en").counted.requests(12_345)).toBe("12,345 requests");
    expect(textsFor("es").counted.requests(12_345)).toBe("12\u00A0345 solicitudes");
  });
});
