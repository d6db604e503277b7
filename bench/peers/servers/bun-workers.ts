// The exercise on Bun without a pool library: ten Workers and a queue, first come first served.
// Run as: bun bun-workers.ts PORT MILLISECONDS
import type { Socket } from "bun";

interface Task {
  readonly text: string;
  readonly socket: Socket<Connection>;
}

interface Connection {
  rest: string;
}

const THREADS = 10;
const [port = 0, milliseconds = 0] = process.argv.slice(2).map(Number);
const waiting: Task[] = [];
const free: Worker[] = [];
const running = new Map<Worker, Task>();

for (let i = 0; i < THREADS; i++) {
  const worker = new Worker(new URL("bun-workers-thread.ts", import.meta.url));
  worker.addEventListener("message", ({ data: reply }: MessageEvent<string>) => {
    running.get(worker)?.socket.write(reply);
    running.delete(worker);
    free.push(worker);
    startNext();
  });
  free.push(worker);
}

function startNext(): void {
  while (free.length > 0 && waiting.length > 0) {
    const [worker, task] = [free.pop(), waiting.shift()];
    if (worker === undefined || task === undefined) return;
    running.set(worker, task);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is a window's
    worker.postMessage({ text: task.text, milliseconds });
  }
}

Bun.listen<Connection>({
  hostname: "127.0.0.1",
  port,
  socket: {
    open(socket) {
      socket.data = { rest: "" };
    },
    data(socket, bytes) {
      const lines = (socket.data.rest + bytes.toString("utf8")).split("\n");
      socket.data.rest = lines.pop() ?? "";
      for (const line of lines) waiting.push({ text: line.trim(), socket });
      startNext();
    },
  },
});
