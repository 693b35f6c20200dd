import type { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import type { Segment, SegmentLog } from "../../../lambda-src/deduplicate/index/segment-log";
import { LOG_ATTRIBUTES } from "../../../lambda-src/interface";

/** Logs in memory that count what DynamoDB would bill for each call. */
export class MeteredSegmentLog implements SegmentLog {
  /**
   * @param usage counts the calls and their units
   * @param buckets the items; two meters may share them
   */
  constructor(
    private readonly usage: IndexUsage,
    private readonly buckets = new Map<string, Segment[]>(),
  ) {}

  append(bucket: string, segment: Segment): Promise<"appended" | "taken"> {
    const segments = this.segmentsOf(bucket);
    const present = segments.find(({ number }) => number === segment.number);
    this.usage.appends += 1;
    const sizes = [segment, ...(present ? [present] : [])].map((item) => segmentItemBytes(bucket, item));
    // A put that fails its condition is billed by the larger of the item that is there and the one that is not.
    this.usage.writeUnits += writeUnits(Math.max(...sizes));
    if (present) {
      this.usage.lostRaces += 1;
      return Promise.resolve("taken");
    }
    segments.push(segment);
    return Promise.resolve("appended");
  }

  read(bucket: string, fromNumber: number): Promise<Segment[]> {
    const found = this.segmentsOf(bucket)
      .filter(({ number }) => number >= fromNumber)
      .sort((one, other) => one.number - other.number);
    this.usage.queries += 1;
    this.usage.readUnits += readUnits(found.reduce((sum, segment) => sum + segmentItemBytes(bucket, segment), 0));
    return Promise.resolve(found);
  }

  private segmentsOf(bucket: string): Segment[] {
    const known = this.buckets.get(bucket);
    if (known) return known;
    const segments: Segment[] = [];
    this.buckets.set(bucket, segments);
    return segments;
  }
}

/** Bytes that one write unit pays for. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ProvisionedThroughput.html */
export const WRITE_UNIT_BYTES = 1024;
/** Bytes that one unit of a consistent read pays for. */
export const READ_UNIT_BYTES = 4096;

const NAME_BYTES = Object.values(LOG_ATTRIBUTES).reduce((sum, name) => sum + name.length, 0);

/**
 * Size of a segment's item as DynamoDB counts it: names and values; a number has a byte for every two digits and one more.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function segmentItemBytes(bucket: string, { number, bytes, expiresAt }: Segment): number {
  return NAME_BYTES + bucket.length + numberBytes(number) + bytes.length + numberBytes(expiresAt);
}

export function writeUnits(itemBytes: number): number {
  return Math.max(1, Math.ceil(itemBytes / WRITE_UNIT_BYTES));
}

/** A query is rounded up once, for all of its items. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
}

function numberBytes(value: number): number {
  // Zeros at the end are not stored.
  const digits = String(value).replace(/0+$/, "").length;
  return Math.ceil(digits / 2) + 1;
}
