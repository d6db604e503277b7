// What a Worker of bun-workers.ts does with a task.
declare const self: Worker;

interface Task {
  readonly text: string;
  readonly milliseconds: number;
}

self.addEventListener("message", ({ data }: MessageEvent<Task>) => {
  if (data.milliseconds > 0) Bun.sleepSync(data.milliseconds);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is a window's
  self.postMessage(`OK ${data.text}\n`);
});
