// bun bench load: the command line of the load generator; what its options mean is read in load-options.ts.
import type { Command } from "commander";
import { createCommand } from "../../src/cli/command.ts";
import type { LoadFlags } from "./load-flags.ts";
import { DEFAULT_CONNECTIONS, DEFAULT_OPEN_CONNECTIONS } from "./load-loop.ts";
import { type LoadSettings, readLoadSettings } from "./load-options.ts";
import { readScenario } from "./scenario.ts";

/** `run` makes the load and returns the exit code. No option has a default here, as a scenario may say it. */
export function createLoadCommand(
  run: (settings: LoadSettings, flags: LoadFlags) => Promise<number>,
): Command {
  const command = createCommand(
    "bun bench load",
    "Load any service that answers requests over TCP, TLS or a Unix socket, and say what can be said of it.",
    EXAMPLES,
  );
  command
    .argument(
      "[target]",
      "tcp://host:port, tls://host:port or unix:///path; may be in the scenario",
    )
    .option("--scenario <file>", "options, several requests, stages in TOML; flags win over it");
  addRequestOptions(command);
  addConnectionOptions(command);
  addLoadOptions(command);
  addResultOptions(command);
  return command.action(async (target: string | undefined, flags: LoadFlags) => {
    const scenario = flags.scenario === undefined ? undefined : readScenario(flags.scenario);
    process.exitCode = await run(readLoadSettings(target, flags, scenario), flags);
  });
}

function addRequestOptions(command: Command): void {
  command
    .optionsGroup("What is sent, and which reply is right:")
    .option(
      "--send <text>",
      "escapes as \\r\\n; {{i}}, {{u32be i}}, {{connection}}, {{uuid}}, {{random 64}}",
    )
    .option("--send-file <file>", "all of a file, as one request; templates as above")
    .option("--send-jsonl <file>", "a line a request, in order, from the top again at its end")
    .option("--shuffle", "the lines of --send-jsonl in a random order")
    .option("--task <text>", "a task for Escalera's own server, in its JSON form")
    .option(
      "--reply <rule>",
      "how a reply ends: line, lines:N, bytes:N, until:TEXT, frame:u32be (its length first: " +
        "u16/u32/u64, be/le; :inclusive counts itself), http, json-id, close, none " +
        "(default: line; of --task json-id)",
    )
    .option(
      "--id-at <where>",
      "4:u32be: the id of a reply and its request, so many bytes from their first one",
    )
    .option("--id-match <regex>", "the id in the text of both: its first group, or all of it")
    .option("--ordered", "the protocol promises replies in the order of requests (http does)")
    .option("--expect <regex>", "a reply that does not match has failed")
    .option("--reject <regex>", "a reply that matches has failed")
    .option(
      "--expect-error <code>",
      "an error reply that is no failure, by its code (busy, 503) or a regex; counted apart (repeatable)",
      append,
    );
}

function addConnectionOptions(command: Command): void {
  command
    .optionsGroup("Connections:")
    .option(
      "-c, --connections <n>",
      `how many (default: ${DEFAULT_CONNECTIONS}; in open load, where a request ` +
        `waits for a free one, ${DEFAULT_OPEN_CONNECTIONS})`,
    )
    .option(
      "--pipeline <n>",
      "most requests in flight on each (default: 1); beyond 1, percentiles need --ordered or ids",
    )
    .option(
      "--reconnect <when>",
      "never, each (for each request), every:N requests (default: never)",
    )
    .option("--greeting <rule>", "the server speaks first; how that ends, as for --reply")
    .option("--tls-ca <file>", "PEM: the certificates that the server's is checked against")
    .option("--tls-cert <file>", "PEM: our own certificate")
    .option("--tls-key <file>", "PEM: its key")
    .option("--insecure", "do not check the server's certificate");
}

function addLoadOptions(command: Command): void {
  command
    .optionsGroup("Load (closed unless --rate, --stages or --burst is given):")
    .option("-d, --duration <time>", "of the measured time (default: 10s, unless -n is given)")
    .option("-n, --requests <n>", "ends when so many were sent")
    .option("--think <time>", "closed: pause of a connection after each reply (default: 0)")
    .option("-R, --rate <rate>", "open: requests a second in all, such as 1000/s or 60/min")
    .option("--stages <list>", "open: 10s:100/s,30s:100..1000/s,5s:0 (.. grows or falls evenly)")
    .option("--arrivals <kind>", "open: constant, poisson, file:PATH (default: constant)")
    .option("--drop", "open: do not send what finds no connection free (default: it waits)")
    .option("--burst <n>", "n requests at one instant, each on a connection of its own")
    .option("--warmup <time>", "before the measured time; never in the result (default: 0)")
    .option("--timeout <time>", "for a reply and for a connection (default: 30s)")
    .option("--generators <n>", "processes that share the load, up to 64 (default: 1)")
    .option("--seed <n>", "of arrivals, of the choice of requests, of templates (default: 1)");
}

function addResultOptions(command: Command): void {
  command
    .optionsGroup("Result:")
    .option(
      "--fail-if <condition>",
      "exit 99 when it is true: p99>200ms, errors>0.1%, throughput<500/s, achieved<99% (repeatable)",
      append,
    )
    .option("--pass-if <condition>", "exit 99 unless it is true: p99<200ms (repeatable)", append)
    .option("--strict", "a threshold whose 95 % interval crosses its limit is unknown")
    .option("--allow-unknown", "an unknown threshold does not fail the run")
    .option("--allow-errors", "more than 1 % failed requests, or a silence, does not fail the run")
    .option("--abort-on-fail", "end the run as soon as a threshold can no longer pass")
    .option("--watch-pid <pid>", "show a process's CPU and memory, too (repeatable)", append)
    .option("--samples", "write requests.csv, a row a request")
    .option("--format <list>", "what is shown: text, json or markdown; github adds a file")
    .option("-o, --out <folder>", "where the run's folder goes (default: results)")
    .option("--label <text>", "part of the run's name (default: the scenario's)");
}

function append(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

const EXAMPLES = [
  "bun bench load tcp://127.0.0.1:6379 --send 'PING\\r\\n' -c 50 -d 10s",
  "                                     Redis, closed loop: each connection sends when it is answered",
  "bun bench load tcp://127.0.0.1:80 --send 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' --reply http",
  "                                     nginx, kept connections; other than 2xx and 3xx has failed",
  'bun bench load tcp://127.0.0.1:65432 --task "Generar Facturas" -n 20',
  "                                     Escalera's own server (bun run server), each reply by its id",
  "bun bench load tcp://127.0.0.1:6379 --send 'PING\\r\\n' -R 1000/s -d 30s --warmup 5s --fail-if 'p99>5ms'",
  "                                     open load, times from the intended start; exit 99 above 5 ms",
  "bun bench load tcp://127.0.0.1:65432 --task tarea -c 64 -d 20s --warmup 5s",
  "                                     a cluster by itself (bun run cluster --service 0): tasks stored a",
  "                                     second; with -R 100/s instead of -c 64, how long one takes",
  "bun bench load tcp://127.0.0.1:6379 --scenario bench/scenarios/redis.toml -R 5000/s",
  "                                     several weighted requests from a file; what is typed wins",
  "",
  "Exit codes: 0 measured, 1 more than 1 % of the requests failed, or the target was silent, 2 usage,",
  "3 the run is invalid (the generator was the limit, or was lost), 4 nothing to measure, 70 a bug,",
  "99 a threshold failed or is unknown, 130 interrupted (what was measured is kept).",
].join("\n");
