// docs/scenario.schema.json: scenario files of `bun bench load` for editors, from the table of its flags and their help.
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import {
  DEFAULT_CONNECTIONS,
  DEFAULT_OPEN_CONNECTIONS,
  LOAD_FLAGS,
  type LoadFlag,
  REQUEST_FLAGS,
} from "../bench/cli/load/flags.ts";
import { textsFor } from "../bench/messages/texts.ts";
import { kebabCase, namesOf } from "../src/cli/options/flags.ts";

const help = textsFor("en").loadHelp;

const text = v.union([v.string(), v.number()]);
const KINDS = { value: text, switch: v.boolean(), list: v.union([text, v.array(text)]) } as const;

function flagEntries(flags: readonly LoadFlag[]) {
  return Object.fromEntries(
    flags.map((flag) => [kebabCase(flag), v.optional(v.pipe(schemaOf(flag), descriptionOf(flag)))]),
  );
}

function schemaOf(flag: LoadFlag): v.GenericSchema {
  return KINDS[LOAD_FLAGS[flag].kind];
}

function descriptionOf(flag: LoadFlag) {
  const one = LOAD_FLAGS[flag];
  const said =
    flag === "connections"
      ? help.connections(DEFAULT_CONNECTIONS, DEFAULT_OPEN_CONNECTIONS)
      : help[flag];
  const hasDefault = one.kind === "value" && one.default !== undefined;
  return v.description(hasDefault ? `${said} (default: ${one.default})` : said);
}

const requestEntries = flagEntries(namesOf(REQUEST_FLAGS));

/** As TOML tables; keys that it does not have are refused. */
export const SCENARIO = v.strictObject({
  target: v.optional(v.pipe(v.string(), v.description(help.target))),
  ...flagEntries(namesOf(LOAD_FLAGS)),
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
