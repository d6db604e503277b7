// `bun bench compare --help`, in English.

export const english = {
  description:
    "Report for each metric whether B is better or worse than A, by how much, and with which confidence.",
  runs: "two saved runs of bun bench load: folders, names of folders in --out, or labels",
  a: "measure A: the options of bun bench load, as one text",
  b: "measure B",
  repeat: "runs of each side, in turn: A B B A …",
  tolerance: "how much worse B may be; beyond it the exit code is 99",
  allowUnknown: "too few data to compare do not fail: exit 0 instead of 3",
  format: "output: text, markdown (for a pull request) or json",
  out: "where the comparison's folder goes",
  label: "part of the comparison's name",
  examples: [
    "bun bench compare results/20260102T030405Z-load-before results/20260102T040506Z-load-after",
    "                           two saved runs, by blocks of their time",
    "bun bench compare --a \"tcp://127.0.0.1:6379 --send 'PING\\r\\n' -d 5s\" \\",
    "                  --b \"tcp://127.0.0.1:6380 --send 'PING\\r\\n' -d 5s\" --repeat 7",
    "                           both measured in turn, so that disturbances of the machine affect both",
    "bun bench compare before after --tolerance 10% --format markdown",
    "                           two labels, for a comment on a pull request",
    "",
    "Exit codes: 0 not worse beyond the tolerance, 2 usage, 3 too few data to compare, or a run is invalid",
    "(the generator was the limit), 4 nothing measured, 70 a bug, 99 worse beyond the tolerance,",
    "130 interrupted (what was measured is kept).",
  ],
};

export type CompareHelp = typeof english;
