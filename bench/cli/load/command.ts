// bun bench load: the command line of the load generator; what its options mean is read in load-options.ts.
import type { Command } from "commander";
import { createCommand } from "../../../src/cli/command.ts";
import { type Texts, textsFor } from "../../messages/texts.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import type { LoadFlags } from "./flags.ts";
import { DEFAULT_CONNECTIONS, DEFAULT_OPEN_CONNECTIONS } from "./loop.ts";
import { type LoadSettings, readLoadSettings } from "./options.ts";
import { readScenario } from "./scenario.ts";

/** `run` makes the load and returns the exit code. No option has a default here, as a scenario may say it. */
export function createLoadCommand(
  run: (settings: LoadSettings, flags: LoadFlags) => Promise<number>,
): Command {
  const { loadHelp: help } = textsFor(processLanguage());
  const command = createCommand("bun bench load", help.description, help.examples.join("\n"));
  command.argument("[target]", help.target).option("--scenario <file>", help.scenario);
  addRequestOptions(command, help);
  addConnectionOptions(command, help);
  addLoadOptions(command, help);
  addResultOptions(command, help);
  return command.action(async (target: string | undefined, flags: LoadFlags) => {
    const scenario = flags.scenario === undefined ? undefined : readScenario(flags.scenario);
    process.exitCode = await run(readLoadSettings(target, flags, scenario), flags);
  });
}

type Help = Texts["loadHelp"];

function addRequestOptions(command: Command, help: Help): void {
  command
    .optionsGroup(help.requestGroup)
    .option("--send <text>", help.send)
    .option("--send-file <file>", help.sendFile)
    .option("--send-jsonl <file>", help.sendJsonl)
    .option("--shuffle", help.shuffle)
    .option("--task <text>", help.task)
    .option("--reply <rule>", help.reply)
    .option("--id-at <where>", help.idAt)
    .option("--id-match <regex>", help.idMatch)
    .option("--ordered", help.ordered)
    .option("--expect <regex>", help.expect)
    .option("--reject <regex>", help.reject)
    .option("--expect-error <code>", help.expectError, append);
}

function addConnectionOptions(command: Command, help: Help): void {
  command
    .optionsGroup(help.connectionGroup)
    .option(
      "-c, --connections <n>",
      help.connections(DEFAULT_CONNECTIONS, DEFAULT_OPEN_CONNECTIONS),
    )
    .option("--pipeline <n>", help.pipeline)
    .option("--reconnect <when>", help.reconnect)
    .option("--greeting <rule>", help.greeting)
    .option("--tls-ca <file>", help.tlsCa)
    .option("--tls-cert <file>", help.tlsCert)
    .option("--tls-key <file>", help.tlsKey)
    .option("--insecure", help.insecure);
}

function addLoadOptions(command: Command, help: Help): void {
  command
    .optionsGroup(help.loadGroup)
    .option("-d, --duration <time>", help.duration)
    .option("-n, --requests <n>", help.requests)
    .option("--think <time>", help.think)
    .option("-R, --rate <rate>", help.rate)
    .option("--stages <list>", help.stages)
    .option("--arrivals <kind>", help.arrivals)
    .option("--drop", help.drop)
    .option("--burst <n>", help.burst)
    .option("--warmup <time>", help.warmup)
    .option("--timeout <time>", help.timeout)
    .option("--generators <n>", help.generators)
    .option("--seed <n>", help.seed);
}

function addResultOptions(command: Command, help: Help): void {
  command
    .optionsGroup(help.resultGroup)
    .option("--fail-if <condition>", help.failIf, append)
    .option("--pass-if <condition>", help.passIf, append)
    .option("--strict", help.strict)
    .option("--allow-unknown", help.allowUnknown)
    .option("--allow-errors", help.allowErrors)
    .option("--abort-on-fail", help.abortOnFail)
    .option("--watch-pid <pid>", help.watchPid, append)
    .option("--samples", help.samples)
    .option("--format <list>", help.format)
    .option("-o, --out <folder>", help.out)
    .option("--label <text>", help.label);
}

function append(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
