// Run by tests as a process of its own: answers each line, and after so many lines stops as it is told. Prints its port.
// MODE COUNT: `freeze` stops the process (SIGSTOP), `die` kills it, `pause MS` answers nothing for so long, once,
// `refuse-half` answers every second line with an error from then on.
const [mode = "", count = "", pauseMs = "0"] = process.argv.slice(2);

let lines = 0;
const server = Bun.listen({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    data(socket, bytes) {
      for (const byte of bytes) {
        if (byte !== 10) continue;
        lines++;
        if (lines === Number(count) + 1) {
          if (mode === "freeze") process.kill(process.pid, "SIGSTOP");
          if (mode === "die") process.kill(process.pid, "SIGKILL");
          if (mode === "pause") Bun.sleepSync(Number(pauseMs));
        }
        const isRefused = mode === "refuse-half" && lines > Number(count) && lines % 2 === 0;
        socket.write(isRefused ? "ERR busy\n" : "OK\n");
      }
    },
  },
});
console.log(server.port);
