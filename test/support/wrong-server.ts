// Servers that are not what they should be, for the harness to see through. Real sockets, real time; threads are
// counted, not started, since only what a client can see matters here.
interface Fault {
  /** Tasks at a time (10). */
  readonly threads?: number;
  readonly serviceMs: number;
  /** Each burst is held back this long before any of it starts. */
  readonly addedOnceMs?: number;
  /** The whole process stands still once for so long amid each burst of more than 20. */
  readonly stoppedOnceMs?: number;
  /** A thread rests this long between two tasks, and does not report it. */
  readonly addedPerStepMs?: number;
  readonly isLastComeFirst?: boolean;
  /** Says that one thread did it all, in a tenth of the time. */
  readonly isLying?: boolean;
  /** Answers without JSON, whatever it is asked. */
  readonly isPlain?: boolean;
}

export interface WrongServer {
  readonly port: number;
  stop(): void;
}

interface Task {
  readonly id: string;
  readonly acceptedSeq: number;
  readonly acceptedAtMs: number;
  answer(line: string): void;
}

export function startWrongServer(fault: Fault): WrongServer {
  const waiting: Task[] = [];
  const free = Array.from({ length: fault.threads ?? 10 }, (_, i) => i + 1);
  let acceptedSeq = 0;
  let isStopDue = fault.stoppedOnceMs !== undefined;

  const startNext = (): void => {
    while (free.length > 0) {
      const task = fault.isLastComeFirst ? waiting.pop() : waiting.shift();
      if (task === undefined) return;
      void work(task, free.shift() ?? 0);
    }
  };
  const work = async (task: Task, thread: number): Promise<void> => {
    const startedAtMs = nowMs();
    if (isStopDue && waiting.length > 10) {
      setTimeout(Bun.sleepSync, fault.serviceMs * 1.5, fault.stoppedOnceMs);
      isStopDue = false;
    }
    await Bun.sleep(fault.serviceMs);
    const doneAtMs = nowMs();
    const share = fault.isLying ? 0.1 : 1;
    task.answer(
      fault.isPlain
        ? "done"
        : JSON.stringify({
            id: task.id,
            status: "ok",
            thread: fault.isLying ? 1 : thread,
            acceptedSeq: task.acceptedSeq,
            waitNs: Math.round((startedAtMs - task.acceptedAtMs) * 1e6 * share),
            serviceNs: Math.round((doneAtMs - startedAtMs) * 1e6 * share),
            sojournNs: Math.round((doneAtMs - task.acceptedAtMs) * 1e6 * share),
            startedAtMs,
            result: null,
          }),
    );
    if (fault.addedPerStepMs !== undefined) await Bun.sleep(fault.addedPerStepMs);
    free.push(thread);
    if (waiting.length === 0) isStopDue = fault.stoppedOnceMs !== undefined;
    startNext();
  };

  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      async data(socket, bytes) {
        const line = bytes.toString("utf8").trimEnd();
        const answer = (text: string): void => void socket.write(`${text}\n`);
        if (line.includes('"probe"') && !fault.isPlain) {
          answer('{"id":null,"status":"error","code":"bad-request","message":"no task"}');
          return;
        }
        const id = line.startsWith("{") ? String(JSON.parse(line).id) : "";
        const task = { id, acceptedSeq: acceptedSeq++, acceptedAtMs: nowMs(), answer };
        if (fault.addedOnceMs !== undefined) await Bun.sleep(fault.addedOnceMs);
        waiting.push(task);
        // A whole burst comes in before any of it starts, so that last come really is first.
        setTimeout(startNext, 2);
      },
    },
  });
  return { port: listener.port, stop: () => listener.stop(true) };
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
