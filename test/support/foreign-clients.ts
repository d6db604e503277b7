// Clients that are not ours.

/** The original client of the exercise: it sends its text, waits, and prints what comes. */
const PYTHON_CLIENT = `
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
    s.sendall(sys.argv[2].encode())
    if sys.argv[3] == "once":
        print(s.recv(1024).decode(), end="")
    else:
        while data := s.recv(1024):
            print(data.decode(), end="")
`;

/** What Python's client prints when it sends `text` without a newline and reads once, or until the server closes. */
export function askByPython(
  port: number,
  text: string,
  reads: "once" | "to the end",
): Promise<string> {
  return outputOf(["python3", "-c", PYTHON_CLIENT, `${port}`, text, reads]);
}

/** What `command` prints. */
export async function outputOf(command: string[], input = ""): Promise<string> {
  await using child = Bun.spawn(command, {
    stdin: new TextEncoder().encode(input),
    stdout: "pipe",
    stderr: "inherit",
  });
  return await new Response(child.stdout).text();
}
