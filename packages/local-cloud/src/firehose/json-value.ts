import { isLosslessNumber, LosslessNumber, parse } from "lossless-json";

/** What JSON text stands for. A number with more digits than a double keeps is carried as it was written. */
export type JsonValue =
  null | boolean | number | string | LosslessNumber | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const MANY_DIGITS = /\d[\d.]{15}/;

/**
 * Parses JSON and keeps every digit: bigint and decimal columns hold numbers that a double rounds. Of several members of
 * one name the last counts, as for `JSON.parse`, which is faster where there is no such number.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): JsonValue {
  if (!MANY_DIGITS.test(text)) {
    return JSON.parse(text) as JsonValue;
  }
  return parse(text, undefined, {
    parseNumber: (number) => (number.length > 15 ? new LosslessNumber(number) : Number(number)),
    onDuplicateKey: ({ newValue }) => newValue,
  }) as JsonValue;
}

/** Writes a value as JSON text without white space, with its keys in lower case when asked. */
export function writeJson(value: JsonValue, lowerCaseKeys: boolean): string {
  if (isLosslessNumber(value)) {
    return value.value;
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
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}
