// Run by tests as a process of its own: a server that answers each task at once. Prints its port and its limit.
import { defaultMaxConnections } from "../../src/server/connection-limit.ts";
import { serveScripted } from "./scripted-execute.ts";

const maxConnections = defaultMaxConnections();
const { server } = serveScripted(() => false, { maxConnections });
console.log(`${server.port} ${maxConnections}`);
