import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import { DynamoDbSegmentLog, type Segment, type SegmentLog } from "../../../lambda-src/deduplicate/index/segment-log";
import { MeteredSegmentLog } from "./metered-segment-log";

export interface ComparedSegmentLogProps {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** What is counted by the rules, of all calls. */
  readonly counted: IndexUsage;
  /** What dynalite reported, of all calls. */
  readonly reported: IndexUsage;
}

/**
 * A log that is kept twice, by dynalite and by the counter, and compares every answer and every unit.
 *
 * Two things dynalite does not report, so there is nothing to compare: the units of a put that fails its condition, and
 * those of a query that finds nothing. The counter bills both, as DynamoDB does.
 */
export class ComparedSegmentLog implements SegmentLog {
  /** @param buckets items of the counter; two logs may share them */
  constructor(
    private readonly props: ComparedSegmentLogProps,
    private readonly buckets = new Map<string, Segment[]>(),
  ) {}

  /** @throws Error when the two do not agree */
  async append(bucket: string, segment: Segment): Promise<"appended" | "taken"> {
    const { dynalite, counter, reported, counted } = this.pair();
    const result = await dynalite.append(bucket, segment);
    const expected = await counter.append(bucket, segment);
    const what = `append of segment ${segment.number} with ${segment.bytes.length} bytes to bucket ${bucket}`;
    mustAgree(`the result of the ${what}`, result, expected);
    if (result === "appended") mustAgree(`the write units of the ${what}`, reported.writeUnits, counted.writeUnits);
    this.add(reported, counted);
    return result;
  }

  /** @throws Error when the two do not agree */
  async read(bucket: string, fromNumber: number): Promise<readonly Segment[]> {
    const { dynalite, counter, reported, counted } = this.pair();
    const segments = await dynalite.read(bucket, fromNumber);
    const expected = await counter.read(bucket, fromNumber);
    const what = `query of bucket ${bucket} from segment ${fromNumber}`;
    mustAgree(`the result of the ${what}`, describe(segments), describe(expected));
    if (segments.length > 0) mustAgree(`the read units of the ${what}`, reported.readUnits, counted.readUnits);
    this.add(reported, counted);
    return segments;
  }

  /** Both sides of one call, with usages of its own: other calls may run at the same time. */
  private pair() {
    const { client, table } = this.props;
    const [reported, counted] = [new IndexUsage(), new IndexUsage()];
    const dynalite = new DynamoDbSegmentLog({ client, table, usage: reported });
    return { dynalite, counter: new MeteredSegmentLog(counted, this.buckets), reported, counted };
  }

  private add(reported: IndexUsage, counted: IndexUsage): void {
    addUsage(this.props.reported, reported);
    addUsage(this.props.counted, counted);
  }
}

function addUsage(total: IndexUsage, part: IndexUsage): void {
  for (const key of ["appends", "lostRaces", "queries", "writeUnits", "readUnits"] as const) total[key] += part[key];
}

function describe(segments: readonly Segment[]): string {
  return segments
    .map(({ number, bytes, expiresAt }) => `${number}: ${Buffer.from(bytes).toString("hex")} until ${expiresAt}`)
    .join(", ");
}

function mustAgree(what: string, dynalite: string | number, counter: string | number): void {
  if (dynalite === counter) return;
  throw new Error(
    `The counter and dynalite differ in ${what}: dynalite ${dynalite}, the counter ${counter}. ` +
      "No figure of the counter can be trusted until item-size.ts or metered-segment-log.ts is mended.",
  );
}
