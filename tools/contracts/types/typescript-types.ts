import type { EventContract } from "../../../events/event-contracts";
import { contractsLiteral } from "./contracts-literal";
import { eventType, type ObjectType, typeDescription, typeName, type ValueType } from "./value-types";

/** What the types and the check stand on. */
const PACKAGE = "event-lake/producers";

/** A TypeScript module: an interface for each event, and `validate`. */
export function typeScriptTypes(contracts: readonly EventContract[]): string {
  const interfaces = contracts.map((contract) => {
    const { name } = contract;
    return `${comment(typeDescription(contract), "")}export interface ${typeName(name)} ${objectText(eventType(contract), "")}\n`;
  });
  const byName = contracts.map(({ name }) => `  readonly ${JSON.stringify(name)}: ${typeName(name)};`);
  return [
    "// Made from the event contracts by `npm run contracts -- types --language typescript`: change them, and make it again.",
    `import { eventCheck, type Refusal } from "${PACKAGE}";`,
    "",
    ...interfaces,
    "/** The events by their names. */",
    "export interface LakeEvents {",
    ...byName,
    "}",
    "",
    "export type LakeEvent = LakeEvents[keyof LakeEvents];",
    "",
    `const check = eventCheck(${contractsLiteral(contracts)});`,
    "",
    "/** Why the lake would not store the event, and what is wrong with it; undefined when it would. */",
    "export function validate(event: unknown): Refusal | undefined {",
    "  return check(event);",
    "}",
    "",
  ].join("\n");
}

function typeText(type: ValueType, indent: string): string {
  switch (type.kind) {
    case "string":
    case "boolean":
    case "null":
      return type.kind;
    case "integer":
    case "number":
      return "number";
    case "any":
      return "unknown";
    case "one of":
      return [...new Set(type.values.map((value) => JSON.stringify(value)))].join(" | ");
    case "list":
      return `readonly ${bracketed(typeText(type.items, indent))}[]`;
    case "map":
      return `{ readonly [name: string]: ${typeText(type.values, indent)} }`;
    case "union":
      return [...new Set(type.types.map((one) => typeText(one, indent)))].map(bracketedList).join(" | ");
    case "object":
      return objectText(type, indent);
  }
}

/** `readonly string[] | null` binds as it reads; only a list of a union needs brackets. */
function bracketed(text: string): string {
  return /[ ]/.test(text) && !text.startsWith("{") ? `(${text})` : text;
}

function bracketedList(text: string): string {
  return text.startsWith("readonly ") ? `(${text})` : text;
}

function objectText({ members }: ObjectType, indent: string): string {
  const inner = `${indent}  `;
  const lines = members.map(({ name, type, required, description }) => {
    const key = /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : JSON.stringify(name);
    return `${comment(description, inner)}${inner}readonly ${key}${required ? "" : "?"}: ${typeText(type, inner)};\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

function comment(text: string, indent: string): string {
  return text === "" ? "" : `${indent}/** ${text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ")} */\n`;
}
