// The ceiling for a load generator on Bun: connections that send PING again as soon as anything comes back. No framing,
// no checks but of the sum, no histogram. Run as: bun bare-loop.ts PORT CONNECTIONS MILLISECONDS
import type { Socket } from "bun";
import { percentileOf } from "../stats/percentile.ts";

interface State {
  sentNs: number;
}

const [port = 0, connections = 0, durationMs = 0] = process.argv.slice(2).map(Number);
const REQUEST = "PING\r\n";
const REPLY_BYTES = "+PONG\r\n".length;
/** Room for 500,000 replies a second. */
const responses = new Float64Array(Math.ceil(durationMs * 500));
const over = Promise.withResolvers<void>();
let replies = 0;
let bytesReceived = 0;
let endNs = Infinity;

const handlers = {
  data(socket: Socket<State>, bytes: Uint8Array) {
    const nowNs = Bun.nanoseconds();
    if (nowNs >= endNs) return over.resolve();
    responses[replies++] = nowNs - socket.data.sentNs;
    bytesReceived += bytes.length;
    socket.data.sentNs = nowNs;
    socket.write(REQUEST);
  },
  close: () => over.reject(new Error("the server closed a connection")),
};
const sockets = await Promise.all(
  Array.from({ length: connections }, () =>
    Bun.connect<State>({
      hostname: "127.0.0.1",
      port,
      data: { sentNs: 0 },
      socket: handlers,
    }),
  ),
);
const startNs = Bun.nanoseconds();
endNs = startNs + durationMs * 1e6;
for (const socket of sockets) {
  socket.data.sentNs = Bun.nanoseconds();
  socket.write(REQUEST);
}
await over.promise;
const elapsedNs = Bun.nanoseconds() - startNs;
if (bytesReceived !== replies * REPLY_BYTES) {
  throw new Error(`${replies} replies of ${REPLY_BYTES} bytes are not ${bytesReceived} bytes`);
}
const sorted = Array.from(responses.subarray(0, replies).sort());
const [p50Ns, p99Ns] = [percentileOf(sorted, 50), percentileOf(sorted, 99)];
console.log(JSON.stringify({ replies, elapsedNs, p50Ns, p99Ns }));
process.exit(0);
