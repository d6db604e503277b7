// The self-test's target: a process that answers each line "i" with itself, at once or after the delay that request i is
// to have. It tells its port when it listens and how long it was stopped, when it was, over the channel to the process
// that started it, and ends with it.
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { DELAY_STEPS, delayOf } from "./truth.ts";

const isDelaying = process.argv[2] === "delays";
/** A gap between two beats from which on the process was stopped, and not only busy. */
const STOPPED_NS = NS_PER_SECOND;
let lastBeatNs = Bun.nanoseconds();

/**
 * Only the process itself knows when it ran again: on a busy machine that is tens of ms after SIGCONT was sent. Called
 * before anything is answered, and each ms, so that the begin of a stop is known as well as its end.
 */
function beat(): void {
  const nowNs = Bun.nanoseconds();
  if (nowNs - lastBeatNs > STOPPED_NS) tell({ stoppedNs: nowNs - lastBeatNs });
  lastBeatNs = nowNs;
}

export interface TargetReport {
  readonly port?: number;
  readonly stoppedNs?: Ns;
}

interface Peer {
  text: string;
}

const server = Bun.listen<Peer>({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open(socket) {
      socket.data = { text: "" };
    },
    data(socket, bytes) {
      beat();
      const lines = (socket.data.text + bytes.toString("latin1")).split("\n");
      socket.data.text = lines.pop() ?? "";
      if (isDelaying) {
        for (const line of lines) answerLate(socket, line);
      } else if (lines.length > 0) {
        // In one write: after a stop, all waiting requests are answered at once.
        socket.write(`${lines.join("\n")}\n`);
      }
    },
    error: () => undefined,
  },
});
setInterval(beat, 1);
tell({ port: server.port });

function tell(report: TargetReport): void {
  process.send?.(report);
}

function answerLate(socket: Bun.Socket<Peer>, line: string): void {
  setTimeout(() => socket.write(`${line}\n`), delayOf(Number(line), DELAY_STEPS) / NS_PER_MS);
}
