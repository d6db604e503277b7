// The exercise on Node: net, and ten threads of piscina. Run as: node node-piscina.mjs PORT MILLISECONDS
import { createServer } from "node:net";
import { Piscina } from "piscina";

const [port, milliseconds] = process.argv.slice(2).map(Number);
const pool = new Piscina({
  filename: new URL("node-piscina-task.mjs", import.meta.url).href,
  minThreads: 10,
  maxThreads: 10,
});

const server = createServer({ noDelay: true }, (socket) => {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      pool.run({ text: line.trim(), milliseconds }, { name: "runTask" }).then(
        (reply) => socket.write(reply),
        (error) => socket.destroy(error),
      );
    }
  });
  // A client that is gone gets no answer; the server goes on.
  socket.on("error", () => {});
});
server.listen({ host: "127.0.0.1", port, backlog: 1024 });
