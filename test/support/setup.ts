// Loaded before every test file (bunfig.toml).
import { setDefaultTimeout } from "bun:test";
import { stopSharedComponentsAtTheEnd } from "./components.ts";

// Integration and end-to-end tests start real processes; Bun's own 5 s are too short for that on a busy machine.
setDefaultTimeout(60_000);

stopSharedComponentsAtTheEnd();

// The commands under test speak English unless a test asks otherwise, whatever the locale of the machine.
process.env["LC_ALL"] = "C";
