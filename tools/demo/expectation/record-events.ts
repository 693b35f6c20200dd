import { isUtf8 } from "node:buffer";
import { linesOf } from "./landing-lines";

/** What may stand around an event and is not part of it, nor kept of what is rejected. */
export const AROUND = /^[ \t\r\n\0\ufeff]+|[ \t\r\n\0\ufeff]+$/g;

/**
 * The events of a record that somebody wrote into a file: one JSON value, or each value of each line. The demo's own reading:
 * it tries where a value ends, and shares no code with the function and the job that it judges. It knows no compression.
 */
export function eventsOfRecord(data: Uint8Array): readonly Uint8Array[] {
  if (!isUtf8(data)) return linesOf(data);
  const text = Buffer.from(data).toString("utf8");
  const value = parsed(text);
  if (value !== undefined)
    return isListOfEvents(value) ? bytesOf(valuesIn(text.replace(AROUND, "").slice(1, -1))) : [data];
  return linesOf(data).flatMap((line) => eventsOfLine(Buffer.from(line).toString("utf8").replace(AROUND, "")));
}

function eventsOfLine(line: string): readonly Uint8Array[] {
  const value = parsed(line);
  if (isListOfEvents(value)) return bytesOf(valuesIn(line.slice(1, -1)));
  return bytesOf(value === undefined ? valuesIn(line) : [line]);
}

/** JSON objects and arrays that follow one another, with or without a comma; what is left over is one more. */
function valuesIn(text: string): string[] {
  const values: string[] = [];
  let rest = text.replace(AROUND, "");
  while (rest !== "") {
    const end = [...rest.matchAll(/[,}\]]|$/g)]
      .map(({ 0: found, index }) => (found === "," ? index : index + found.length))
      .find((candidate) => parsed(rest.slice(0, candidate)) !== undefined);
    if (end === undefined || (end < rest.length && !/^[{[]/.test(rest) && !/^\s*,/.test(rest.slice(end)))) break;
    values.push(rest.slice(0, end).replace(AROUND, ""));
    rest = rest.slice(end).replace(/^\s*,/, "").replace(AROUND, "");
  }
  return rest === "" ? values : [...values, rest];
}

function isListOfEvents(value: unknown): boolean {
  return Array.isArray(value) && value.some((element) => isObject(element));
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bytesOf(texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => Buffer.from(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
