// A load run that an earlier version wrote, in the form that this one reads.
import type { LoadPlan, RequestSpec } from "../measure/load-plan.ts";
import type { LoadCounts, LoadPhase, LoadResult, LoadRun } from "../measure/load-run.ts";

/** Fields that came later get the value that says "none". */
export function upgradeLoadRun(run: LoadRun): LoadRun {
  return { ...run, plan: upgradePlan(run.plan), result: run.result && upgradeResult(run.result) };
}

function upgradePlan(plan: LoadPlan): LoadPlan {
  const upgrade = (request: Omit<RequestSpec, "expectErrors">): RequestSpec => ({
    expectErrors: [],
    ...request,
  });
  const { requests, greeting } = plan;
  return {
    ...plan,
    requests: requests.map(upgrade),
    greeting: { ...greeting, hello: greeting.hello.map(upgrade) },
  };
}

function upgradeResult(result: LoadResult): LoadResult {
  return {
    ...result,
    run: upgradePhase(result.run),
    warmup: result.warmup && upgradePhase(result.warmup),
  };
}

type OldCounts = Omit<LoadCounts, "expectedErrors">;
type OldPhase = Omit<LoadPhase, "lastOkNs" | "replyGaps">;

function upgradePhase(phase: OldPhase): LoadPhase {
  return {
    lastOkNs: null,
    replyGaps: [],
    ...phase,
    counts: upgradeCounts(phase.counts),
    slices: phase.slices.map((slice) => ({
      ...slice,
      expectedErrors: (slice as { expectedErrors?: number }).expectedErrors ?? 0,
    })),
    byRequest: phase.byRequest.map((own) => ({ ...own, counts: upgradeCounts(own.counts) })),
  };
}

function upgradeCounts(counts: OldCounts): LoadCounts {
  return { expectedErrors: 0, ...counts };
}
