// What a load's address says: the target, and for the shortcuts (http://, ws://, redis://) the request, its replies and a handshake.
import { parseLoadTarget } from "../../generate/plan/load-target.ts";
import { readShortcut, type TargetShortcut } from "../../generate/plan/target-shortcut.ts";
import { usageError } from "../../messages/texts.ts";
import type { LoadTarget, RequestSpec } from "../../run/load/plan.ts";
import { nameOfProcess } from "../../../src/cli/options/host-and-port.ts";
import { CONTENT_FLAGS } from "./exclusions.ts";
import type { LoadFlag, LoadFlags } from "./flags.ts";

const MAX_PORT = 65_535;

/** Each says which replies are right. */
const JUDGING_FLAGS = ["expect", "reject", "expectError"] as const;

/** A target, and what its address says beside it. */
export interface Address {
  readonly target: LoadTarget;
  readonly shortcut: TargetShortcut | undefined;
}

/** @throws {OptionsError} if it is no target. */
export function readAddress(text: string | undefined): Address {
  if (text === undefined) throw usageError(({ options }) => options.noTarget());
  const process = processOf(text);
  if (process !== undefined) {
    throw usageError(({ options }) => options.pidForTarget(text, process));
  }
  const shortcut = readShortcut(text);
  return { target: parseLoadTarget(shortcut?.address ?? text), shortcut };
}

/** The name of the process whose id stands where a port should, and is too large for one. */
function processOf(text: string): string | undefined {
  const number = Number(/(?:^|:)(\d+)\/?$/.exec(text)?.[1]);
  return number > MAX_PORT ? nameOfProcess(number) : undefined;
}

/** What an address says stands in for what the user leaves open. */
export function withShortcut(
  flags: LoadFlags,
  shortcut: TargetShortcut | undefined,
  hasRequests: boolean,
): LoadFlags {
  if (shortcut === undefined) return flags;
  const isGiven = (flag: LoadFlag): boolean => flags[flag] !== undefined;
  const { send, reply, replyToOther, reject, isOrdered } = shortcut;
  const isOwn = hasRequests || CONTENT_FLAGS.some(isGiven);
  return {
    ...(isOwn ? !isGiven("task") && { reply: replyToOther } : { send, reply }),
    ...(reject !== null && !JUDGING_FLAGS.some(isGiven) && { reject }),
    ...(isOrdered && !isGiven("idAt") && !isGiven("idMatch") && { ordered: true }),
    ...flags,
  };
}

/** What opens a WebSocket. */
export function handshakeSteps(shortcut: TargetShortcut | undefined): RequestSpec[] {
  if (shortcut === undefined || shortcut.handshake === null) return [];
  const { send, expect } = shortcut.handshake;
  return [
    {
      name: "handshake",
      weight: 1,
      content: { kind: "text", text: send },
      reply: { kind: "until", text: "\r\n\r\n" },
      id: null,
      expect,
      reject: null,
      expectErrors: [],
    },
  ];
}
