// One sentence that a person understands, from what the verdicts found.
import type { Finding } from "./finding.ts";

/** `server` says where the server's word fell to the client's clock; else it is empty. */
export interface Findings {
  readonly width: Finding;
  readonly service: Finding;
  readonly overhead: Finding;
  readonly order: Finding;
  readonly server: string;
}

/** "10 threads of 3.001 s, as expected; 2.1 ms of overhead at the start and 0.9 ms a step." */
export function sentenceOf(
  { width, service, overhead, order, server }: Findings,
  invalidReasons: readonly string[],
  inconclusiveReasons: readonly string[] = [],
): string {
  const parts = [sayWidthAndService(width, service), overhead.words, order.words, server];
  const found = parts.filter((part) => part !== "").join("; ");
  const [missing] = inconclusiveReasons;
  const said =
    missing === undefined
      ? sentenceCase(found)
      : `This run is inconclusive: ${missing}.${found === "" ? "" : ` Else: ${found}.`}`;
  const [first, ...others] = invalidReasons;
  if (first === undefined) return said;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `This run is invalid: the generator or its host was the limit (${first}${more}). It would say: ${said}`;
}

function sayWidthAndService(width: Finding, service: Finding): string {
  const hasWidth = width.verdict.result === "pass";
  const hasService = service.verdict.result === "pass";
  if (hasWidth && hasService) return `${width.words} of ${service.words}, as expected`;
  const both = [
    hasWidth ? `${width.words}, as expected` : width.words,
    hasService ? `${service.words} a task, as expected` : service.words,
  ];
  return both.filter((part) => part !== "").join("; ");
}

function sentenceCase(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
