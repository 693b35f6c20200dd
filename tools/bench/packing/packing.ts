import { decodeRecord, examineEvent } from "../../../lambda-src/deduplicate/record/examine-record";
import { type EventLine, FIREHOSE_LIMITS, packRecords } from "../../../lambda-src/deduplicate/delivery/pack-records";
import { batchesOf } from "../traffic/event-traffic";
import { EVENT_NAME, SAMPLE_CONTRACT, sampleRecord } from "../traffic/sample-record";
import { indexSimulation } from "../traffic/stream-scenario";
import type { Goal, MeasureProps, Report } from "../report/report";
import { markdownTable, number } from "../report/markdown";
import { ratioText, significant, whole } from "../report/numbers";

/** What Firehose bills a record by: its size, rounded up to whole units of 5 KB. @see https://aws.amazon.com/firehose/pricing/ */
const BILLED_UNIT_BYTES = 5 * 1024;

/** Bytes that Firehose bills for records. @param sizes bytes of each record */
export function billedBytes(sizes: readonly number[]): number {
  return sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / BILLED_UNIT_BYTES) * BILLED_UNIT_BYTES, 0);
}

/** Bytes of an event as its producer sends it. */
const EVENT_BYTES = [512, 1_024, 2_048] as const;

export interface PackingRow {
  readonly perHour: number;
  readonly eventBytes: number;
  /** Averages. */
  readonly eventsPerBatch: number;
  /** Of an event as it is delivered: enriched. */
  readonly deliveredBytes: number;
  readonly packedBilledBytes: number;
  readonly singleBilledBytes: number;
}

/** Events an hour, and seconds of it. */
const TRAFFIC = [
  { perHour: 1_000, seconds: 7_200, quickSeconds: 1_800 },
  { perHour: 100_000, seconds: 120, quickSeconds: 20 },
  { perHour: 1_000_000, seconds: 60, quickSeconds: 10 },
];

/** What Firehose bills for each event: packed as the deduplicator does it, and with a record for each event. */
function measurePacking({ quick, onProgress }: MeasureProps): readonly PackingRow[] {
  const rows: PackingRow[] = [];
  for (const { perHour, seconds, quickSeconds } of TRAFFIC) {
    for (const eventBytes of EVENT_BYTES) {
      onProgress(`${perHour} events an hour of ${eventBytes} bytes`);
      rows.push(packingRow(perHour, eventBytes, quick ? quickSeconds : seconds));
    }
  }
  return rows;
}

/**
 * @param durationSeconds of stream time to simulate
 * @param simulatedShards of those that are alike; all of them when left out
 */
export function packingRow(
  perHour: number,
  eventBytes: number,
  durationSeconds: number,
  simulatedShards?: number,
): PackingRow {
  const scenario = {
    ...{ declaredPerHour: perHour, averageEventBytes: eventBytes, lateShare: 0, durationSeconds },
    ...(simulatedShards === undefined ? {} : { simulatedShards }),
  };
  let [events, batches, delivered, packed, single] = [0, 0, 0, 0, 0];
  for (const batch of batchesOf(indexSimulation(scenario).traffic)) {
    const lines = batch.map((claim) => enrichedLine(sampleRecord(claim, eventBytes)));
    const sizes = lines.map(({ byteLength }) => byteLength);
    events += lines.length;
    batches += 1;
    delivered += sizes.reduce((sum, size) => sum + size, 0);
    packed += billedBytes(packRecords(lines, FIREHOSE_LIMITS).map(({ data }) => data.length));
    single += billedBytes(sizes);
  }
  return {
    perHour,
    eventBytes,
    eventsPerBatch: events / batches,
    deliveredBytes: delivered / events,
    packedBilledBytes: packed / events,
    singleBilledBytes: single / events,
  };
}

const CONTRACTS = new Map([[EVENT_NAME, SAMPLE_CONTRACT]]);

function enrichedLine(record: ReturnType<typeof sampleRecord>): EventLine {
  const examined = examineEvent(decodeRecord(record), CONTRACTS);
  if (examined.kind === "rejected") throw new Error(`A sample event is not valid: ${examined.rejection.detail}`);
  return examined;
}

export function packingReport(props: MeasureProps): Promise<Report> {
  const rows = measurePacking(props);
  return Promise.resolve({ goals: goals(rows), details: details(rows) });
}

function timesFewer({ packedBilledBytes, singleBilledBytes }: PackingRow): number {
  return singleBilledBytes / packedBilledBytes;
}

function goals(rows: readonly PackingRow[]): Goal[] {
  return rows
    .filter(({ perHour }) => perHour === 1_000_000)
    .map((row) => ({
      figure: `Firehose bills fewer KB than for single records, events of ${row.eventBytes / 1024} KB`,
      goal: 4,
      measured: timesFewer(row),
    }));
}

function details(rows: readonly PackingRow[]): string {
  return [
    markdownTable(
      [
        number("Events an hour"),
        number("Event KB"),
        number("Delivered KB"),
        number("Events in a batch"),
        number("Billed KB packed"),
        number("Billed KB single"),
        number("Fewer"),
      ],
      rows.map((row) => [
        whole(row.perHour),
        String(row.eventBytes / 1024),
        significant(row.deliveredBytes / 1024),
        significant(row.eventsPerBatch),
        significant(row.packedBilledBytes / 1024),
        significant(row.singleBilledBytes / 1024),
        ratioText(timesFewer(row)),
      ]),
    ),
    "Simulated: batches as the stack sets them for the traffic, events enriched and packed by the function's code, each record " +
      "rounded up to 5 KB. What is packed is billed by its bytes, so the ratio is 5 KB over the size of a delivered event: enrichment " +
      "adds names, times and routing, and writes the payload as JSON text, whose quotation marks are escaped. At a thousand events an " +
      "hour a batch has one event and there is nothing to pack; it costs cents a month either way.",
  ].join("\n\n");
}
