// Loaded before every test file (bunfig.toml).
import { setDefaultTimeout } from "bun:test";

// Integration and end-to-end tests start real processes; Bun's own 5 s are too short for that on a busy machine.
setDefaultTimeout(60_000);
