// Run by a test on a small disk: adds rows to a file until the disk is full, and prints why it could not go on.
import { RowFile } from "../../bench/generate/record/row-file.ts";

const [path = "", gathered] = process.argv.slice(2);
let failures = 0;
const file = new RowFile(path, {
  gatherCharacters: Number(gathered),
  onFailure(error) {
    failures++;
    console.error(error.message);
  },
});
for (let row = 1; row <= 10_000; row++) file.add(`row ${row} of many\n`);
file.close();
if (failures === 0) console.error("the disk did not fill");
