// Whether what --format json printed is what docs/output-schema.md says.
import { fieldsOf, writtenOut } from "../../scripts/output-schema.ts";

const ROOTS = { sweep: "SweepOutput", load: "LoadOutput", compare: "CompareOutput" } as const;

/** Empty where it holds; `families` are names of a load that no type lists. */
export function outputProblems(output: unknown, families: readonly string[] = []): string[] {
  const { command } = output as { command: keyof typeof ROOTS };
  return problemsOf(output, ROOTS[command], command, families);
}

function problemsOf(
  value: unknown,
  typeName: string,
  path: string,
  others: readonly string[],
): string[] {
  const fields = fieldsOf(typeName);
  const object = value as Record<string, unknown>;
  const names = [...fields.map(({ name }) => name), ...others];
  return [
    ...Object.keys(object)
      .filter((name) => !names.includes(name))
      .map((name) => `${path}.${name} is not in ${typeName}`),
    ...others.filter((name) => !(name in object)).map((name) => `${path}.${name} is missing`),
    ...fields.flatMap(({ name, type }) =>
      name in object
        ? fieldProblems(object[name], type, `${path}.${name}`)
        : [`${path}.${name} is missing`],
    ),
  ];
}

function fieldProblems(value: unknown, type: string, path: string): string[] {
  const list = /^(\w+)\[\]$/.exec(type)?.[1];
  if (list !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((one, i) => fieldProblems(one, list, `${path}[${i}]`));
  }
  if (fieldsOf(type).length > 0) return problemsOf(value, type, path, []);
  if (type.startsWith("Record<")) return typeof value === "object" ? [] : [`${path} is no object`];
  const allowed = writtenOut(type).split(" | ");
  const isAllowed =
    allowed.includes(JSON.stringify(value)) ||
    allowed.includes(typeof value) ||
    (value === null && allowed.includes("null"));
  return isAllowed ? [] : [`${path} is ${JSON.stringify(value)}, not ${type}`];
}
