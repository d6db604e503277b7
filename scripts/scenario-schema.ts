// docs/scenario.schema.json: scenario files of `bun bench load` for editors, from the table of its flags and their help.
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { FLAG_KINDS, kebabCase, type LoadFlag, REQUEST_FLAGS } from "../bench/cli/load/flags.ts";
import { DEFAULT_CONNECTIONS, DEFAULT_OPEN_CONNECTIONS } from "../bench/cli/load/loop.ts";
import { textsFor } from "../bench/messages/texts.ts";

const help = textsFor("en").loadHelp;

const text = v.union([v.string(), v.number()]);
const KINDS = { text, switch: v.boolean(), list: v.union([text, v.array(text)]) } as const;

function flagEntries(flags: readonly LoadFlag[]) {
  return Object.fromEntries(
    flags.map((flag) => [kebabCase(flag), v.optional(v.pipe(schemaOf(flag), descriptionOf(flag)))]),
  );
}

function schemaOf(flag: LoadFlag): v.GenericSchema {
  return KINDS[FLAG_KINDS.get(flag) ?? "text"];
}

function descriptionOf(flag: LoadFlag) {
  return v.description(
    flag === "connections"
      ? help.connections(DEFAULT_CONNECTIONS, DEFAULT_OPEN_CONNECTIONS)
      : help[flag],
  );
}

const requestEntries = flagEntries(REQUEST_FLAGS);

/** As TOML tables; keys that it does not have are refused. */
export const SCENARIO = v.strictObject({
  target: v.optional(v.pipe(v.string(), v.description(help.target))),
  ...flagEntries([...FLAG_KINDS.keys()]),
  connection: v.optional(
    v.strictObject({
      greeting: v.optional(v.pipe(text, v.description(help.greeting))),
      hello: v.optional(v.array(v.strictObject(requestEntries))),
    }),
  ),
  request: v.optional(
    v.array(
      v.strictObject({ name: v.optional(text), weight: v.optional(text), ...requestEntries }),
    ),
  ),
  stage: v.optional(v.array(v.strictObject({ duration: text, rate: text }))),
});

export function scenarioJsonSchema(): object {
  const schema = toJsonSchema(SCENARIO, { target: "draft-2020-12" });
  return { title: "A scenario of bun bench load", ...schema };
}
