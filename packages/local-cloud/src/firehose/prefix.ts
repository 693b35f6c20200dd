import { randomUUID } from "node:crypto";
import { type JavaDateFormat, parseJavaDateFormat } from "./java-date-format";

/** Characters that an evaluated prefix may have. */
export const MAX_EVALUATED_PREFIX = 512;
const DEFAULT_TIME_PATTERN = "yyyy/MM/dd/HH/";

/** One piece of a prefix. */
export type PrefixPart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "timestamp"; readonly pattern: string; readonly format: JavaDateFormat }
  | { readonly kind: "random-string" }
  | { readonly kind: "error-output-type" }
  | { readonly kind: "partitionKeyFromQuery"; readonly key: string }
  | { readonly kind: "partitionKeyFromLambda"; readonly key: string };

/** What the expressions of a prefix are evaluated with. */
export interface PrefixContext {
  /** Arrival of the oldest record in the object, milliseconds since the Unix epoch. */
  readonly arrival: number;
  /** IANA name. */
  readonly timeZone: string;
  /** Why the records failed; only an error output has it. */
  readonly errorOutputType?: string;
}

/**
 * Parses `Prefix` or `ErrorOutputPrefix` into text and `!{namespace:value}` expressions.
 *
 * @throws Error on an unknown namespace or value, an expression that is not closed, and a pattern that is no Java
 * DateTimeFormatter pattern.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function parsePrefix(prefix: string): PrefixPart[] {
  const parts: PrefixPart[] = [];
  let position = 0;
  while (position < prefix.length) {
    const start = prefix.indexOf("!{", position);
    const literalEnd = start === -1 ? prefix.length : start;
    if (literalEnd > position) {
      parts.push({ kind: "literal", text: prefix.slice(position, literalEnd) });
    }
    if (start === -1) {
      break;
    }
    const end = prefix.indexOf("}", start);
    if (end === -1) {
      throw new Error(
        `prefix "${prefix}": the sequence !{ can only appear in !{namespace:value} expressions. Close the expression.`,
      );
    }
    parts.push(parseExpression(prefix.slice(start + 2, end), prefix));
    position = end + 1;
  }
  return parts;
}

function parseExpression(expression: string, prefix: string): PrefixPart {
  const colon = expression.indexOf(":");
  const namespace = expression.slice(0, colon === -1 ? expression.length : colon);
  const value = colon === -1 ? "" : expression.slice(colon + 1);
  if (namespace === "timestamp") {
    return { kind: "timestamp", pattern: value, format: parseJavaDateFormat(value) };
  }
  if (namespace === "firehose" && (value === "random-string" || value === "error-output-type")) {
    return { kind: value };
  }
  if ((namespace === "partitionKeyFromQuery" || namespace === "partitionKeyFromLambda") && value !== "") {
    return { kind: namespace, key: value };
  }
  throw new Error(
    `prefix "${prefix}": the expression !{${expression}} is unknown. Use timestamp:<pattern>, firehose:random-string, ` +
      `firehose:error-output-type, partitionKeyFromQuery:<key> or partitionKeyFromLambda:<key>.`,
  );
}

/**
 * A prefix without any expression gets `yyyy/MM/dd/HH/` of the arrival appended, with no slash in between. The
 * developer guide says so of every prefix without a timestamp; the service was seen to do it only when there is no
 * expression at all.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function withDefaultTime(parts: readonly PrefixPart[]): PrefixPart[] {
  return parts.every(({ kind }) => kind === "literal")
    ? [
        ...parts,
        { kind: "timestamp", pattern: DEFAULT_TIME_PATTERN, format: parseJavaDateFormat(DEFAULT_TIME_PATTERN) },
      ]
    : [...parts];
}

/**
 * The error prefix that is in force. A prefix without expressions gets the error type and the time appended:
 * `<prefix><error-output-type>/yyyy/MM/dd/HH/`; without `ErrorOutputPrefix` the same is made of `Prefix`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function errorPrefixInForce(prefix: string, errorOutputPrefix: string | undefined): PrefixPart[] {
  const given = errorOutputPrefix === undefined || errorOutputPrefix === "" ? prefix : errorOutputPrefix;
  const parts = parsePrefix(given);
  return parts.every(({ kind }) => kind === "literal")
    ? withDefaultTimeAfterType([...parts, { kind: "error-output-type" }])
    : parts;
}

function withDefaultTimeAfterType(parts: readonly PrefixPart[]): PrefixPart[] {
  const pattern = `/${DEFAULT_TIME_PATTERN}`;
  return [...parts, { kind: "timestamp", pattern, format: parseJavaDateFormat(pattern) }];
}

/** Names of the keys that the prefix takes from the jq query. */
export function queryKeysOf(parts: readonly PrefixPart[]): string[] {
  return parts.flatMap((part) => (part.kind === "partitionKeyFromQuery" ? [part.key] : []));
}

/**
 * Identifies the partition of a record: the prefix with the record's keys in it, other expressions as they are
 * written. Records with the same identity share a buffer.
 */
export function partitionIdentity(parts: readonly PrefixPart[], keys: ReadonlyMap<string, string>): string {
  let identity = "";
  for (const part of parts) {
    if (part.kind === "literal") {
      identity += part.text;
    } else if (part.kind === "partitionKeyFromQuery") {
      identity += keys.get(part.key) ?? "";
    } else {
      identity += part.kind === "timestamp" ? `!{timestamp:${part.pattern}}` : `!{${part.kind}}`;
    }
  }
  return identity;
}

/** Replaces the keys from the query by their values; time and random string stay open until the object is written. */
export function bindPartitionKeys(parts: readonly PrefixPart[], keys: ReadonlyMap<string, string>): PrefixPart[] {
  return parts.map((part) =>
    part.kind === "partitionKeyFromQuery" ? { kind: "literal", text: keys.get(part.key) ?? "" } : part,
  );
}

/**
 * Evaluates a prefix. Every timestamp stands for the same instant; every random string is a new one of 11 characters.
 *
 * @throws Error when the prefix needs a partition key or an error type that is not there: call
 * {@link bindPartitionKeys} first.
 */
export function evaluatePrefix(parts: readonly PrefixPart[], context: PrefixContext): string {
  return parts.map((part) => evaluatePart(part, context)).join("");
}

function evaluatePart(part: PrefixPart, context: PrefixContext): string {
  switch (part.kind) {
    case "literal":
      return part.text;
    case "timestamp":
      return part.format.format(context.arrival, context.timeZone);
    case "random-string":
      return randomUUID().slice(0, 11);
    case "error-output-type":
      if (context.errorOutputType !== undefined) {
        return context.errorOutputType;
      }
      throw new Error(
        "prefix: !{firehose:error-output-type} has a value only in ErrorOutputPrefix. Remove it from Prefix.",
      );
    default:
      throw new Error(`prefix: !{${part.kind}:${part.key}} has no value here. Bind the record's keys first.`);
  }
}

const SUFFIX_TIME = parseJavaDateFormat("yyyy-MM-dd-HH-mm-ss");

/** What the name of a delivered object is made of. */
export interface ObjectKeyParts {
  readonly evaluatedPrefix: string;
  readonly deliveryStreamName: string;
  /** Version of the delivery stream's configuration; begins with 1. */
  readonly versionId: string;
  /** Arrival of the oldest record in the object, milliseconds since the Unix epoch. */
  readonly arrival: number;
  /** IANA name. */
  readonly timeZone: string;
  /** With its dot, or empty. */
  readonly extension: string;
}

/**
 * `<evaluated prefix><stream name>-<stream version>-<yyyy-MM-dd-HH-mm-ss>-<uuid><file extension>`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
 */
export function objectKey(parts: ObjectKeyParts): string {
  const time = SUFFIX_TIME.format(parts.arrival, parts.timeZone);
  return `${parts.evaluatedPrefix}${parts.deliveryStreamName}-${parts.versionId}-${time}-${randomUUID()}${parts.extension}`;
}
