import { describe, expect, test } from "bun:test";
import { Command } from "commander";
import { catalogueFor } from "../messages/catalogue.ts";
import { localiseHelp } from "./localise-help.ts";

/** What commander itself writes when `args` are wrong. */
function errorOf(args: readonly string[], language: "en" | "es"): string {
  let said = "";
  const command = localiseHelp(new Command("x"), catalogueFor(language).help)
    .argument("<target>")
    .option("--threads <n>", "how many", "10")
    .exitOverride()
    .configureOutput({ writeErr: (text) => (said += text) });
  expect(() => command.parse(args, { from: "user" })).toThrow();
  return said;
}

describe("commander's own words", () => {
  test.each([
    [["t", "--thread", "5"], "error: unknown option --thread: did you mean --threads?\n"],
    [["t", "--threads"], "error: --threads <n> needs a value\n"],
    [[], "error: missing argument: target\n"],
    [["t", "u"], "error: too many arguments: t, u\n"],
  ])("%p in English", (args, said) => {
    expect(errorOf(args, "en")).toBe(said);
  });

  test.each([
    [["t", "--thread", "5"], "error: opción desconocida: --thread: ¿quiso decir --threads?\n"],
    [["t", "--threads"], "error: --threads <n> necesita un valor\n"],
    [[], "error: falta un argumento: destino\n"],
    [["t", "u"], "error: sobran argumentos: t, u\n"],
  ])("%p in Spanish", (args, said) => {
    expect(errorOf(args, "es")).toBe(said);
  });

  test("headings and defaults are in the command's language", () => {
    const help = localiseHelp(new Command("x"), catalogueFor("es").help)
      .argument("[task...]", "el texto")
      .option("--threads <n>", "cuántos", "10")
      .option("--timeout <duration>", "cuánto")
      .helpInformation();
    expect(help).toContain("Uso: x [opciones] [tarea...]");
    expect(help).toContain("--timeout <duración>");
    expect(help).toContain("Opciones:");
    expect(help).toContain("(por defecto: 10)");
  });
});
