import type { Goal, MeasureProps, Report } from "../report/report";
import { markdownTable, number } from "../report/markdown";
import { ratioText, significant, whole } from "../report/numbers";
import { measurePacking, type PackingResult, type PackingRow } from "./packing";

export async function packingReport(props: MeasureProps): Promise<Report> {
  const result = await measurePacking(props);
  return { goals: goals(result), details: details(result) };
}

function timesFewer({ packedBilledBytes, singleBilledBytes }: PackingRow): number {
  return singleBilledBytes / packedBilledBytes;
}

function goals({ rows }: PackingResult): Goal[] {
  return rows
    .filter(({ perHour }) => perHour === 1_000_000)
    .map((row) => ({
      figure: `Firehose bills fewer KB than for single records, events of ${row.eventBytes / 1024} KB`,
      goal: 4,
      measured: timesFewer(row),
    }));
}

function details({ rows }: PackingResult): string {
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
