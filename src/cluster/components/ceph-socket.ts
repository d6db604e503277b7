// A Ceph daemon's admin socket: JSON that ends with a zero byte, answered by a length (4 bytes, big-endian) and JSON.

const ASK_TIMEOUT_MS = 1000;
const LENGTH_BYTES = 4;

/** Whether the OSD is in the cluster's map and active. False if it does not answer yet. */
export async function isDiskActive(socketPath: string): Promise<boolean> {
  const answer = await askCeph(socketPath, "status");
  return (
    typeof answer === "object" && answer !== null && "state" in answer && answer.state === "active"
  );
}

/** Undefined if it does not answer within 1 s. */
async function askCeph(path: string, prefix: string): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const timer = setTimeout(() => resolve(Buffer.alloc(0)), ASK_TIMEOUT_MS);
  let answer = Buffer.alloc(0);
  try {
    const socket = await Bun.connect({
      unix: path,
      socket: {
        open: (opened) => void opened.write(`${JSON.stringify({ prefix })}\0`),
        data(_, bytes) {
          answer = Buffer.concat([answer, bytes]);
        },
        close: () => resolve(answer),
        error: () => resolve(answer),
      },
    });
    const whole = await promise;
    socket.terminate();
    if (whole.length <= LENGTH_BYTES) return undefined;
    return JSON.parse(whole.subarray(LENGTH_BYTES).toString());
  } catch {
    return undefined; // It is not listening yet, or the connection was lost.
  } finally {
    clearTimeout(timer);
  }
}
