import { randomUUID } from "node:crypto";

/** A number with more digits than a double keeps; it is carried as it was written. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** What JSON text stands for. */
export type JsonValue =
  null | boolean | number | string | ExactNumber | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const MANY_DIGITS = /\d[\d.]{15}/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Random, so that no string of a record can pass for a number. */
const TAG = `${randomUUID()}:`;

/**
 * Parses JSON and keeps every digit: bigint and decimal columns hold numbers that a double rounds.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): JsonValue {
  if (!MANY_DIGITS.test(text)) {
    return JSON.parse(text) as JsonValue;
  }
  JSON.parse(text);
  const tagged = text.replace(STRING_OR_NUMBER, (token) =>
    !token.startsWith('"') && token.length > 15 ? JSON.stringify(TAG + token) : token,
  );
  return JSON.parse(tagged, (_key, value: JsonValue) =>
    typeof value === "string" && value.startsWith(TAG) ? new ExactNumber(value.slice(TAG.length)) : value,
  ) as JsonValue;
}

/** Writes a value as JSON text without white space, with its keys in lower case when asked. */
export function writeJson(value: JsonValue, lowerCaseKeys: boolean): string {
  if (value instanceof ExactNumber) {
    return value.text;
  }
  if (isArray(value)) {
    return `[${value.map((element) => writeJson(element, lowerCaseKeys)).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) => {
      const name = lowerCaseKeys ? key.toLowerCase() : key;
      return `${JSON.stringify(name)}:${writeJson(member, lowerCaseKeys)}`;
    });
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** `Array.isArray` that also narrows a read-only array away. */
export function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Whether the value is a JSON object. */
export function isObject(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}
