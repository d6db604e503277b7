// One sentence that a person understands, from what the verdicts found.
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import { type Finding, joinParts } from "./finding.ts";

/** `server` says where the client's clock contradicts the server's reports; else it is `NOTHING`. */
export interface Findings {
  readonly width: Finding;
  readonly service: Finding;
  readonly overhead: Finding;
  readonly order: Finding;
  readonly server: Text;
}

/**
 * "10 threads of 3.001 s, as expected; 2.1 ms of overhead at the start and 0.9 ms per step." Of a run that is inconclusive or
 * invalid it begins with that.
 */
export function sentenceOf(
  findings: Findings,
  invalidReasons: readonly Text[],
  inconclusiveReasons: readonly Text[],
): Text {
  const [invalid, ...others] = invalidReasons;
  // Of an invalid run nothing counts, so what is missing does not matter.
  const [missing] = invalid === undefined ? inconclusiveReasons : [];
  const found = foundBy(findings, missing !== undefined);
  return say((texts) => {
    const { run } = texts.sweepJudgement;
    const what = texts.of(found);
    const judged =
      missing === undefined
        ? sentenceCase(what)
        : [
            run.inconclusive(texts.of(missing)),
            ...(what === "" ? [] : [`${run.otherwise(what)}.`]),
          ].join(" ");
    if (invalid === undefined) return judged;
    return `${run.invalid(texts.of(invalid), others.length)}. ${run.wouldSay(judged)}`;
  });
}

/** Where verdicts are missing, what is unknown has been said: the rest are those that were reached. */
function foundBy(
  { width, service, overhead, order, server }: Findings,
  isInconclusive: boolean,
): Text {
  const isSaid = ({ verdict }: Finding): boolean =>
    !isInconclusive || !["unknown", "not identifiable"].includes(verdict.result);
  const phraseOf = (own: Finding): Text | undefined => (isSaid(own) ? own.phrase : undefined);
  const hasPassed = (own: Finding): boolean => own.verdict.result === "pass";
  const asExpected = (own: Text): Text =>
    say((texts) => texts.sweepJudgement.run.asExpected(texts.of(own)));
  const both =
    hasPassed(width) && hasPassed(service)
      ? [
          asExpected(
            say((texts) =>
              texts.sweepJudgement.run.ofService(texts.of(width.phrase), texts.of(service.phrase)),
            ),
          ),
        ]
      : [
          hasPassed(width) ? asExpected(width.phrase) : phraseOf(width),
          hasPassed(service)
            ? asExpected(
                say((texts) => texts.sweepJudgement.service.perTask(texts.of(service.phrase))),
              )
            : phraseOf(service),
        ];
  // What failed comes before what it left undetermined.
  if (service.verdict.result === "fail" && width.verdict.result === "not identifiable") {
    both.reverse();
  }
  // The reason why verdicts are missing has named a contradiction already.
  const contradiction = isInconclusive ? undefined : server;
  return joinParts([...both, phraseOf(overhead), phraseOf(order), contradiction]);
}

function sentenceCase(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
