// The self-test's target: a process that answers each line "i" with itself, at once or after the delay that request i is
// to have. It prints its port when it listens, and ends with the process that started it.
import { NS_PER_MS } from "../../src/units/duration.ts";
import { DELAY_STEPS, delayOf } from "./truth.ts";

const isDelaying = process.argv[2] === "delays";

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
console.log(server.port);

function answerLate(socket: Bun.Socket<Peer>, line: string): void {
  setTimeout(() => socket.write(`${line}\n`), delayOf(Number(line), DELAY_STEPS) / NS_PER_MS);
}
