// Run by a test on a small disk: adds rows to a run's folder until the disk is full, and says what it was told.
import { createRunFolder } from "../../bench/archive/run-folder.ts";
import type { RequestSample } from "../../bench/run/sweep/sample.ts";

const [out = "."] = process.argv.slice(2);
let failure: Error | undefined;
const folder = await createRunFolder(out, new Date(), "sweep", "", (error) => {
  failure = error;
});
for (let connection = 1; failure === undefined && connection <= 1_000_000; connection++) {
  const sample: RequestSample = {
    level: 1000,
    repeat: 1,
    attempt: 1,
    lane: 1,
    connection,
    outcome: "ok",
    errorCode: null,
    intendedStartNs: 1,
    sentNs: 2,
    firstByteNs: 3,
    repliedNs: 4,
    report: null,
  };
  folder.addRequest(sample);
  if (connection % 17 === 0) await Bun.sleep(0);
}
await folder.flush().catch((error: Error) => console.error(error.message));
await folder.close();
