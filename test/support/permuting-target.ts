// A target that answers out of order: it gathers requests on a connection and answers them by turns in the order that a
// test gives, and keeps when each came and was answered.
import type { Socket } from "bun";

/** How requests of a protocol are told apart, and what answers one. */
export interface Protocol {
  /** Bytes of the first request; 0 where it is not whole yet. */
  readonly lengthOf: (bytes: Buffer) => number;
  /** Number of the request in the run. */
  readonly indexOf: (request: Buffer) => number;
  readonly replyTo: (index: number, request: Buffer) => string | Uint8Array;
}

/** Unix times in ms. */
export interface Answered {
  readonly index: number;
  readonly receivedMs: number;
  readonly repliedMs: number;
}

export interface PermutingTarget {
  readonly port: number;
  readonly answered: readonly Answered[];
  readonly stop: () => void;
}

/** Between two replies, so that each has a time of its own. */
const BETWEEN_MS = 4;
/** Without a request for so long, no more are coming: the rest is answered. */
const IDLE_MS = 60;

interface Waiting {
  readonly index: number;
  readonly request: Buffer;
  readonly receivedMs: number;
}

interface State {
  rest: Buffer;
  waiting: Waiting[];
  idle: ReturnType<typeof setTimeout> | undefined;
  /** Replies that are due, in their order, and whether one is under way. */
  due: Waiting[];
  isAnswering: boolean;
}

/** Of as many requests as `order` has, the one at place `order[0]` is answered first, and so on. */
export function startPermutingTarget(
  { lengthOf, indexOf, replyTo }: Protocol,
  order: readonly number[],
): PermutingTarget {
  const answered: Answered[] = [];
  const nowMs = (): number => performance.timeOrigin + performance.now();
  const answerNext = (socket: Socket<State>): void => {
    const state = socket.data;
    const next = state.due.shift();
    state.isAnswering = next !== undefined;
    if (next === undefined) return;
    const { index, request, receivedMs } = next;
    answered.push({ index, receivedMs, repliedMs: nowMs() });
    socket.write(replyTo(index, request));
    setTimeout(() => answerNext(socket), BETWEEN_MS);
  };
  const release = (socket: Socket<State>, count: number): void => {
    const state = socket.data;
    const batch = state.waiting.splice(0, count);
    state.due.push(...order.flatMap((place) => batch[place] ?? []));
    if (!state.isAnswering) answerNext(socket);
  };
  const listener = Bun.listen<State>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = {
          rest: Buffer.alloc(0),
          waiting: [],
          idle: undefined,
          due: [],
          isAnswering: false,
        };
      },
      data(socket, bytes) {
        const state = socket.data;
        state.rest = Buffer.concat([state.rest, bytes]);
        for (let length = lengthOf(state.rest); length > 0; length = lengthOf(state.rest)) {
          const request = Buffer.from(state.rest.subarray(0, length));
          state.rest = state.rest.subarray(length);
          state.waiting.push({ index: indexOf(request), request, receivedMs: nowMs() });
          if (state.waiting.length === order.length) release(socket, order.length);
        }
        clearTimeout(state.idle);
        state.idle = setTimeout(() => release(socket, order.length), IDLE_MS);
      },
      close(socket) {
        clearTimeout(socket.data.idle);
        socket.data.due = [];
      },
      error: (socket) => void socket.end(),
    },
  });
  return { port: listener.port, answered, stop: () => listener.stop(true) };
}
