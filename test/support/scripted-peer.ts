// A peer of the load generator that does with each line what a test says: real sockets, no protocol of its own.
import type { Socket } from "bun";

export interface PeerLine {
  readonly text: string;
  /** Of all lines that came, from 1. */
  readonly number: number;
  /** Of the connection that it came on, from 1. */
  readonly connection: number;
  /** Answers with this text; a line end is the caller's to give. */
  readonly answer: (text: string) => void;
  /** Ends the connection: as usual, or with a reset. */
  readonly close: (how?: "end" | "reset") => void;
}

export interface PeerOptions {
  readonly onLine: (line: PeerLine) => void;
  readonly onOpen?: (answer: (text: string) => void) => void;
  readonly unix?: string;
  readonly tls?: Bun.TLSOptions;
}

export interface Peer {
  readonly port: number;
  readonly connections: number;
  /** Most lines that were there at once and not answered. */
  readonly peakUnanswered: number;
  readonly stop: () => void;
}

interface State {
  text: string;
  readonly connection: number;
}

export function startPeer({ onLine, onOpen, unix, tls }: PeerOptions): Peer {
  let connections = 0;
  let lines = 0;
  let unanswered = 0;
  let peakUnanswered = 0;
  const socket = {
    open(opened: Socket<State>) {
      opened.data = { text: "", connection: ++connections };
      onOpen?.((text) => void opened.write(text));
    },
    data(from: Socket<State>, bytes: Buffer) {
      const whole = (from.data.text + bytes.toString("utf8")).split("\n");
      from.data.text = whole.pop() ?? "";
      lines += whole.length;
      unanswered += whole.length;
      peakUnanswered = Math.max(peakUnanswered, unanswered);
      for (const [i, text] of whole.entries()) {
        onLine({
          text: text.replace(/\r$/, ""),
          number: lines - whole.length + i + 1,
          connection: from.data.connection,
          answer(reply) {
            unanswered--;
            from.write(reply);
          },
          close(how = "end") {
            if (how === "end") from.end();
            else from.terminate();
          },
        });
      }
    },
    error: () => undefined,
  };
  const listener =
    unix === undefined
      ? Bun.listen<State>({ hostname: "127.0.0.1", port: 0, socket, ...(tls && { tls }) })
      : Bun.listen<State>({ unix, socket });
  return {
    port: "port" in listener ? listener.port : 0,
    get connections() {
      return connections;
    },
    get peakUnanswered() {
      return peakUnanswered;
    },
    stop: () => listener.stop(true),
  };
}
