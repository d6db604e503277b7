// What a thread of node-piscina.mjs does with a task.
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export function runTask({ text, milliseconds }) {
  if (milliseconds > 0) Atomics.wait(sleeper, 0, 0, milliseconds);
  return `OK ${text}\n`;
}
