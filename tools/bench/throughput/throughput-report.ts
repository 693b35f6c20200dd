import type { Goal, MeasureProps, Report } from "../report/report";
import { markdownTable, number, text } from "../report/markdown";
import { percentText, ratioText, whole } from "../report/numbers";
import { STORE_KINDS, STORE_NAMES } from "../stores/stores";
import { measureThroughput, type ThroughputResult, type ThroughputRow } from "./measure-throughput";

export async function throughputReport(props: MeasureProps): Promise<Report> {
  const result = await measureThroughput(props);
  return { goals: goals(result.rows), details: details(result) };
}

function perCore({ figures }: ThroughputRow, against: "conditional-put" | "powertools"): number {
  return figures["bucket-log"].eventsPerCpuSecond / figures[against].eventsPerCpuSecond;
}

function goals(rows: readonly ThroughputRow[]): Goal[] {
  return rows
    .filter(({ batchSize }) => batchSize === 1_000)
    .map((row) => ({
      figure: `Events per second per core against ${STORE_NAMES.powertools}, batches of 1,000, ${percentText(row.lateShare)} late`,
      goal: 10,
      measured: perCore(row, "powertools"),
    }));
}

function details({ runs, warmUpEvents, rows }: ThroughputResult): string {
  const table = markdownTable(
    [
      number("Batch"),
      number("Late"),
      text("Store"),
      number("Events/s per core"),
      number("Events/s"),
      number("Peak memory MiB"),
      number("Bucket log is faster per core"),
    ],
    rows.flatMap((row) =>
      STORE_KINDS.map((kind) => {
        const { eventsPerCpuSecond, eventsPerSecond, peakBytes } = row.figures[kind];
        return [
          whole(row.batchSize),
          percentText(row.lateShare),
          STORE_NAMES[kind],
          whole(eventsPerCpuSecond),
          whole(eventsPerSecond),
          whole(peakBytes / 2 ** 20),
          kind === "bucket-log" ? "" : ratioText(perCore(row, kind)),
        ];
      }),
    ),
  );
  return [
    table,
    `Measured: the function's real code in a process of its own for each run, the stores in turn, medians of ${runs} run${runs === 1 ? "" : "s"}, each warmed up with ${whole(warmUpEvents)} events of which half are late; events ` +
      "of 1,000 bytes. Per core means per second of processor time of that process, all of its threads. dynalite is the local " +
      "DynamoDB, in another process. Firehose and SQS are fakes in memory, for all three alike, so the figure is what the index " +
      "leaves of a core. Powertools runs 64 records at a time, as our stores do; one after the other, as its documentation " +
      "shows it, the wall clock would be slower and the processor time much the same. Memory is the resident set at its " +
      "largest, with the JSON of the batch, and of the batches before that is not yet collected, in it.",
  ].join("\n\n");
}
