// Loaded before every test file (bunfig.toml).
import { setDefaultTimeout } from "bun:test";
import { stopSharedComponentsAtTheEnd } from "./components.ts";

// Integration and end-to-end tests start real processes; Bun's own 5 s are too short for that on a busy machine.
setDefaultTimeout(60_000);

stopSharedComponentsAtTheEnd();
