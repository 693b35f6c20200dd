import { randomUUID } from "node:crypto";

import { parseJavaDateFormat } from "./java-date-format";

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
