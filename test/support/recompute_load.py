"""Recomputes a load run's figures from its requests.csv alone, in another language, by other means: exact values,
nearest rank. Prints them as JSON.

    python3 recompute_load.py RUN/requests.csv WINDOW_END_NS
"""

import csv
import json
import math
import sys

path, window_end_ns = sys.argv[1], int(sys.argv[2])
with open(path, newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["phase"] == "run"]


def outcome(name):
    return [row for row in rows if row["outcome"] == name]


def elapsed(row, start):
    return int(row["ended_ns"]) - int(row[start])


def percentile(values, p, total):
    """Nearest rank among `total`, of which only `values` (ascending) have a time; None beyond them."""
    rank = max(1, math.ceil(round(p * total / 100, 9)))
    return values[rank - 1] if rank <= len(values) else None


ok = outcome("ok")
responses = sorted(elapsed(row, "intended_start_ns") for row in ok)
sends = sorted(elapsed(row, "sent_ns") for row in ok)
unanswered = len(rows) - len(ok) - len(outcome("failed")) - len(outcome("expected error"))
ps = [50, 75, 90, 95, 99, 99.9, 100]
print(
    json.dumps(
        {
            "counts": {
                "intended": len(rows),
                "sent": len(rows) - len(outcome("dropped")) - len(outcome("unsent")),
                "dropped": len(outcome("dropped")),
                "unsent": len(outcome("unsent")),
                "ok": len(ok),
                "expectedErrors": len(outcome("expected error")),
                "failed": len(outcome("failed")),
                "timedOut": len(outcome("timed out")),
                "unfinished": len(outcome("unfinished")),
            },
            "responseNs": {p: percentile(responses, p, len(ok) + unanswered) for p in ps},
            "sendToReplyNs": {p: percentile(sends, p, len(sends)) for p in ps},
            "throughputPerSec": sum(int(row["ended_ns"]) < window_end_ns for row in ok)
            / (window_end_ns / 1e9),
        }
    )
)
