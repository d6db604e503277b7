// Interfaces and type aliases of a file of ours, with their docstrings, as a document wants them. Pure. It reads what
// `bun fmt` writes and our style allows, and refuses the rest: it is no parser of TypeScript.

export interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  /** Without `readonly`, on one line. */
  readonly type: string;
  readonly doc: string;
}

export interface Declaration {
  readonly name: string;
  readonly doc: string;
  /** Of an interface; undefined of an alias. */
  readonly fields: readonly Field[] | undefined;
  /** Of an alias: what stands between the bars, each with its docstring. One of them where it is no union. */
  readonly alternatives: readonly { readonly type: string; readonly doc: string }[];
}

const DECLARATION =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^(?:export )?(interface (\w+)(?: extends ([^{]+))? \{|type (\w+) =)/gm;

/**
 * Interfaces with methods are left out: they are no data. One that extends another has the fields of both.
 * @throws {Error} where an interface extends one that does not stand before it in the same source.
 */
export function parseDeclarations(source: string): Declaration[] {
  const found: Declaration[] = [];
  for (const match of source.matchAll(DECLARATION)) found.push(...parseOne(source, match, found));
  return found;
}

function parseOne(
  source: string,
  match: RegExpExecArray,
  before: readonly Declaration[],
): Declaration[] {
  const [whole, doc = "", , interfaceName, parent, aliasName = ""] = match;
  const start = match.index + whole.length;
  if (interfaceName === undefined) {
    const [text = ""] = splitAtDepth0(source.slice(start), ";");
    return [
      {
        name: aliasName,
        doc: proseOf(doc),
        fields: undefined,
        alternatives: alternativesOf(text),
      },
    ];
  }
  const [body = ""] = splitAtDepth0(source.slice(start), "}");
  const members = splitAtDepth0(body, ";").filter((part) => part.trim() !== "");
  const fields = members.map(fieldOf).filter((field) => field !== undefined);
  if (fields.length < members.length) return [];
  const all = parent === undefined ? fields : withInherited(fields, parent.trim(), before);
  return [{ name: interfaceName, doc: proseOf(doc), fields: all, alternatives: [] }];
}

/** The parent's fields first; what is declared again replaces them. */
function withInherited(
  own: readonly Field[],
  parent: string,
  before: readonly Declaration[],
): readonly Field[] {
  const inherited = before.find(({ name }) => name === parent)?.fields;
  if (inherited === undefined)
    throw new Error(`${parent}, which is extended, does not stand before`);
  const replaced = inherited.map((field) => own.find(({ name }) => name === field.name) ?? field);
  return [...replaced, ...own.filter(({ name }) => !inherited.some((one) => one.name === name))];
}

/** A docstring stands before its bar, and so at the end of the part before. */
function alternativesOf(text: string): { type: string; doc: string }[] {
  let next = "";
  return splitAtDepth0(text, "|").flatMap((part) => {
    const { doc, rest } = splitDoc(part);
    const [, type = "", after = ""] =
      /^([\s\S]*?)(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/)?$/.exec(rest) ?? [];
    const own = next === "" && type !== "" ? doc : next;
    next = type === "" ? doc : proseOf(after);
    return type === "" ? [] : [{ type: typeOf(type), doc: own }];
  });
}

/** Undefined of a method. */
function fieldOf(text: string): Field | undefined {
  const { doc, rest } = splitDoc(text);
  const [, name = "", mark, type = ""] = /^readonly (\w+)(\?)?: ([\s\S]+)$/.exec(rest) ?? [];
  if (name === "") return undefined;
  return { name, isOptional: mark !== undefined, type: typeOf(type), doc };
}

function splitDoc(text: string): { doc: string; rest: string } {
  const [, doc = "", rest = ""] =
    /^\s*(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/)?([\s\S]*)$/.exec(text) ?? [];
  return { doc: proseOf(doc), rest: rest.trim() };
}

function proseOf(comment: string): string {
  return comment
    .replaceAll(/^\s*\* ?/gm, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function typeOf(text: string): string {
  return text
    .replaceAll(/\/\*\*(?:(?!\*\/)[\s\S])*\*\//g, "")
    .replaceAll(/\breadonly /g, "")
    .replaceAll(/Readonly<((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)>/g, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Parts between `separator`s that stand in no brackets, texts or comments; ends at a closing bracket of none. */
function splitAtDepth0(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? "";
    if (text.startsWith("/*", i)) i = text.indexOf("*/", i) + 1;
    else if (text.startsWith("//", i)) i = text.indexOf("\n", i);
    else if (character === '"') i = text.indexOf('"', i + 1);
    else if (depth === 0 && character === separator) {
      parts.push(text.slice(from, i));
      from = i + 1;
      if (separator === "}") return parts;
    } else if ("{[(<".includes(character)) depth++;
    else if ("}])>".includes(character) && text[i - 1] !== "=") depth--;
  }
  return [...parts, text.slice(from)];
}
