import { readFileSync } from "node:fs";
import path from "node:path";
import type { EventContract } from "../../../events/event-contracts";
import { contractsLiteral } from "./contracts-literal";
import { eventType, type MemberType, type ObjectType, typeDescription, typeName, type ValueType } from "./value-types";

/** Imports, `encode` and `validate`; the types and the contracts of some events come between its two marks. */
const MODULE = path.join(__dirname, "event_check.py");
const BETWEEN_MARKS = /^# types\n[^]*?^# check\n/m;

/** @see https://docs.python.org/3/reference/lexical_analysis.html#keywords */
const KEYWORDS = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

/** A Python module: a TypedDict for each event, `encode` and `validate`. */
export function pythonTypes(contracts: readonly EventContract[]): string {
  const classes = contracts.flatMap((contract) => {
    const made = new Classes(typeName(contract.name));
    made.ofObject(typeName(contract.name), eventType(contract), typeDescription(contract));
    return made.texts;
  });
  const names = contracts.map(({ name }) => typeName(name));
  const events = names.length === 1 ? (names[0] ?? "") : `Union[\n${names.map((name) => `    ${name},\n`).join("")}]`;
  // A JSON text is Python's, too, but for the backslashes.
  const json = contractsLiteral(contracts).replaceAll("\\", "\\\\");
  const declared = [
    ...classes,
    `LakeEvent = ${events}`,
    "",
    `_CONTRACTS: Mapping[str, List[Dict[str, Any]]] = {`,
    `    contract["event_name"]: contract["fields"]`,
    `    for contract in json.loads(`,
    `        """${json}"""`,
    `    )["contracts"]`,
    `}`,
    "",
  ];
  return readFileSync(MODULE, "utf8").replace(BETWEEN_MARKS, () => declared.join("\n"));
}

/** The classes of one event, those of the objects in it first. */
class Classes {
  readonly texts: string[] = [];
  private readonly taken = new Set<string>();

  constructor(private readonly event: string) {
    this.taken.add(event);
  }

  ofObject(name: string, { members }: ObjectType, description: string): void {
    const fields = members.map((member) => ({ ...member, text: this.memberText(name, member) }));
    const text = fields.every(({ name: field }) => isIdentifier(field))
      ? classText(name, fields, description)
      : `${name} = TypedDict(\n    ${JSON.stringify(name)},\n    {\n${fields.map((field) => `        ${JSON.stringify(field.name)}: ${field.text},\n`).join("")}    },\n)\n${docText(description, "")}\n`;
    this.texts.push(text);
  }

  private memberText(parent: string, { name, type, required }: MemberType): string {
    const text = this.typeText(type, `${parent}${typeName(name.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_"))}`);
    return required ? text : `NotRequired[${text}]`;
  }

  /** @param name that an object of this type may have */
  private typeText(type: ValueType, name: string): string {
    switch (type.kind) {
      case "string":
        return "str";
      case "integer":
        return "int";
      case "number":
        return "float";
      case "boolean":
        return "bool";
      case "null":
        return "None";
      case "any":
        return "Any";
      case "one of":
        return literalText(type.values);
      case "list":
        return `List[${this.typeText(type.items, `${name}Item`)}]`;
      case "map":
        return `Dict[str, ${this.typeText(type.values, `${name}Value`)}]`;
      case "union": {
        const others = type.types.filter(({ kind }) => kind !== "null");
        const texts = [...new Set(others.map((one) => this.typeText(one, name)))];
        const joined = texts.length === 1 ? (texts[0] ?? "") : `Union[${texts.join(", ")}]`;
        return others.length === type.types.length ? joined : `Optional[${joined}]`;
      }
      case "object": {
        let free = name;
        for (let count = 2; this.taken.has(free); count += 1) free = `${name}${count}`;
        this.taken.add(free);
        this.ofObject(free, type, `Part of ${this.event}.`);
        return free;
      }
    }
  }
}

/** A literal of Python has no fractions. */
function literalText(values: readonly (string | number | boolean)[]): string {
  if (values.some((value) => typeof value === "number" && !Number.isInteger(value))) return "float";
  const texts = values.map((value) =>
    typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value),
  );
  return `Literal[${[...new Set(texts)].join(", ")}]`;
}

function classText(name: string, fields: readonly (MemberType & { text: string })[], description: string): string {
  const lines = fields.map(
    ({ name: field, text, description: words }) => `    ${field}: ${text}\n${docText(words, "    ")}`,
  );
  return `class ${name}(TypedDict):\n${docText(description, "    ")}\n${lines.join("") || "    pass\n"}\n`;
}

function docText(text: string, indent: string): string {
  if (text === "") return "";
  const words = text.replaceAll(/\s+/g, " ").replaceAll("\\", "\\\\").replaceAll('"', "'");
  return `${indent}"""${words}"""\n`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name) && !name.startsWith("__");
}
