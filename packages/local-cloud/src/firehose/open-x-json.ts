import { splitJsonObjects } from "./de-aggregation";
import type { OpenXOptions } from "./destination-settings";
import type { GlueColumn } from "./glue-schema";
import { isObject, parseJson, type JsonValue } from "./json-value";
import { type CellValue, MalformedValueError, readCell } from "./open-x-value";

/** One row: a value per column, in the table's order. */
export type Row = readonly CellValue[];

/** A record that cannot be converted. */
export class RecordConversionError extends Error {
  constructor(
    readonly code: "DataFormatConversion.ParseError" | "DataFormatConversion.MalformedData",
    message: string,
  ) {
    super(message);
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Makes a reader from records to rows of the table, as the OpenX JSON SerDe does: fields are found by name (in any case
 * unless told otherwise; the first of several wins), fields that are no column are dropped, missing ones are null. A
 * record may hold several objects one after the other, which make one row each; it fails as a whole.
 *
 * The reader throws {@link RecordConversionError}: `ParseError` when the text is not JSON, `MalformedData` when it is
 * empty, is no object, or a value does not fit its column.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_OpenXJsonSerDe.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export function rowReader(columns: readonly GlueColumn[], options: OpenXOptions): (record: Uint8Array) => Row[] {
  const nameOf = (key: string) => {
    const dotless = options.dotsToUnderscores ? key.replaceAll(".", "_") : key;
    return options.caseInsensitive ? dotless.toLowerCase() : dotless;
  };
  const positions = new Map(columns.map(({ name }, index) => [nameOf(options.keyByColumn.get(name) ?? name), index]));
  const readRow = (value: JsonValue): Row => {
    if (!isObject(value)) {
      throw new RecordConversionError(
        "DataFormatConversion.MalformedData",
        "The input JSON contained a primitive or an array at the top level. The top level must be an object.",
      );
    }
    const row = new Array<CellValue>(columns.length).fill(null);
    const found = new Set<number>();
    for (const [key, member] of Object.entries(value)) {
      const position = positions.get(nameOf(key));
      const column = position === undefined ? undefined : columns[position];
      if (position !== undefined && column !== undefined && !found.has(position)) {
        found.add(position);
        row[position] = cell(member, column, options.caseInsensitive);
      }
    }
    return row;
  };
  return (record) => parseRecord(record).map(readRow);
}

function cell(value: JsonValue, column: GlueColumn, lowerCaseKeys: boolean): CellValue {
  try {
    return readCell(value, column.type, lowerCaseKeys);
  } catch (error) {
    if (error instanceof MalformedValueError) {
      throw new RecordConversionError(
        "DataFormatConversion.MalformedData",
        `Data does not match the schema. ${error.message}`,
      );
    }
    throw error;
  }
}

function parseRecord(record: Uint8Array): JsonValue[] {
  const text = decode(record);
  if (text.trim() === "") {
    throw new RecordConversionError(
      "DataFormatConversion.MalformedData",
      "The record was empty or contained only whitespace.",
    );
  }
  try {
    return [parseJson(text)];
  } catch (error) {
    const objects = splitJsonObjects(record);
    if (objects.length > 1) {
      return objects.map((object) => parseOrFail(decode(object)));
    }
    throw parseError(error);
  }
}

function parseOrFail(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    throw parseError(error);
  }
}

function decode(record: Uint8Array): string {
  try {
    return decoder.decode(record);
  } catch (error) {
    throw parseError(error);
  }
}

function parseError(cause: unknown): RecordConversionError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RecordConversionError("DataFormatConversion.ParseError", `Encountered malformed JSON. ${reason}`);
}
