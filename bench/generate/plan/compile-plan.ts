// From a plan, which is text, to what a generator runs on: payloads, rules, addresses, arrivals. Reads the plan's files.
import type { LoadPlan, ReplyRule, RequestSpec } from "../../run/load/plan.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { parseArrivalTimes } from "./arrival-times.ts";
import { createExpectedError, isPattern } from "../wire/reply-problem.ts";
import type { SetupStep } from "../connection/connection-setup.ts";
import { compilePattern, idSourceOf } from "../wire/id-rule.ts";
import type { ConnectionOptions } from "../connection/load-connection.ts";
import { readSocketAddress } from "../connection/socket-address.ts";
import { createPayload, type Payload, type PayloadSource } from "./payload.ts";
import { areMatchedById, type RequestKind } from "./request-kind.ts";
import { WebSocketPayload } from "../wire/websocket.ts";
import type { ScheduleOptions } from "./schedule.ts";
import { say, type Texts } from "../../messages/texts.ts";
import { ofPlace } from "../../../src/units/text.ts";

export interface CompiledPlan {
  readonly connection: ConnectionOptions;
  /** Undefined in a closed loop. */
  readonly schedule: ScheduleOptions | undefined;
}

/**
 * @throws {OptionsError} if a file's content can't be used.
 * @throws {Error} the system's, if a file can't be read.
 */
export async function compilePlan(plan: LoadPlan): Promise<CompiledPlan> {
  const { target, greeting, pipeline, isOrdered, reconnectEvery, timeoutNs, seed } = plan;
  const compile = (spec: RequestSpec) => compileRequest(spec, seed);
  const [hello, kinds] = await Promise.all([
    Promise.all(greeting.hello.map(compile)),
    Promise.all(plan.requests.map(compile)),
  ]);
  const areAllById = areMatchedById(kinds);
  if (pipeline > 1) checkPipeline(kinds, areAllById, pipeline);
  const setup: SetupStep[] = [
    ...(greeting.greeting === null ? [] : [{ kind: undefined, rule: greeting.greeting }]),
    ...hello.map((kind) => ({ kind, rule: kind.rule })),
  ];
  return {
    connection: {
      address: await readSocketAddress(target),
      isInsecure: target.kind === "tls" && target.isInsecure,
      kinds,
      isById: areAllById,
      isMatched: pipeline === 1 || areAllById || isOrdered,
      setup,
      pipeline,
      reconnectEvery,
      timeoutNs,
    },
    schedule: await readSchedule(plan),
  };
}

/** @throws {OptionsError} if several requests in flight could not be told apart. */
function checkPipeline(kinds: readonly RequestKind[], isById: boolean, pipeline: number): void {
  if (!isById && kinds.some(({ ids }) => ids !== null)) {
    throw pipelineError(({ loadOptions }) => loadOptions.mixedIds(pipeline));
  }
  const same = kinds.find(({ ids, payload }) => ids !== null && payload.isStatic);
  if (same !== undefined) {
    throw pipelineError(({ loadOptions }) => loadOptions.sameId(pipeline, same.name));
  }
}

function pipelineError(compose: (texts: Texts) => string): OptionsError {
  return new OptionsError(ofPlace("--pipeline", say(compose)));
}

async function compileRequest(spec: RequestSpec, seed: number): Promise<RequestKind> {
  const { name, weight, reply, expect, reject, expectErrors } = spec;
  const ids = idSourceOf(spec);
  const reportsErrors = reply.kind === "http";
  return {
    name,
    weight,
    payload: enveloped(
      createPayload(await readSource(spec), {
        seed,
        randomUuid: () => crypto.randomUUID(),
        ids,
      }),
      reply,
    ),
    rule: reply,
    ids,
    expect: expect === null ? null : compilePattern(expect),
    reject: reject === null ? null : compilePattern(reject),
    expectedErrors: expectErrors.map(createExpectedError),
    needsText:
      reply.kind === "json-id" ||
      expect !== null ||
      reject !== null ||
      expectErrors.some((source) => isPattern(source) || !reportsErrors),
  };
}

/** Of a WebSocket, requests are frames. */
function enveloped(payload: Payload, { kind }: ReplyRule): Payload {
  if (kind !== "ws" && kind !== "ws-pong") return payload;
  const maskKey = crypto.getRandomValues(new Uint8Array(4));
  return new WebSocketPayload(payload, kind === "ws-pong", maskKey);
}

async function readSource({ content }: RequestSpec): Promise<PayloadSource> {
  switch (content.kind) {
    case "text":
    case "task":
      return content;
    case "file":
      return { kind: "bytes", bytes: await Bun.file(content.path).bytes() };
    case "jsonl": {
      const text = await Bun.file(content.path).text();
      const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
      return { kind: "lines", lines, isShuffled: content.isShuffled };
    }
    default:
      return content satisfies never;
  }
}

async function readSchedule(plan: LoadPlan): Promise<ScheduleOptions | undefined> {
  const { loop, connections, durationNs, maxRequests, warmupNs, seed } = plan;
  switch (loop.kind) {
    case "closed":
      return undefined;
    case "burst": {
      // The barrier: as many arrivals as connections, all at one instant.
      const arrivals = { timesNs: new Float64Array(connections) };
      return { arrivals, stages: [], durationNs: null, maxArrivals: null, warmupNs: 0, seed };
    }
    case "open": {
      const { stages } = loop;
      const arrivals =
        loop.arrivals.kind === "file"
          ? { timesNs: parseArrivalTimes(await Bun.file(loop.arrivals.path).text()) }
          : loop.arrivals.kind;
      return { arrivals, stages, durationNs, maxArrivals: maxRequests, warmupNs, seed };
    }
    default:
      return loop satisfies never;
  }
}
