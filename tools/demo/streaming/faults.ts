import type { FaultReport } from "@event-lake/local-cloud/faults";
import { faultSchedule, type ScheduledFault } from "@event-lake/local-cloud/faults";
import type { VerdictCheck } from "../verdict/findings";
import { eventKeyOf } from "../expectation/event-rules";
import type { SampleRecord } from "../sample/sample-events";
import { SeededRandom } from "../sample/seeded-random";

/** Sets the chaos apart from the sample, which is made from the same seed. */
const CHAOS = 0xc4a05;

/** The faults of a run with so many events: the same seed makes the same ones. */
export function chaosSchedule(seed: number, count: number): ScheduledFault[] {
  return faultSchedule(new SeededRandom(seed, CHAOS), count);
}

/** Records that are on the stream once more, since their producer did not learn that they were taken. */
export function recordsPutAgain(report: FaultReport | undefined, sent: readonly SampleRecord[]): SampleRecord[] {
  const again = report?.recordsTakenUnknown ?? [];
  if (again.length === 0) return [];
  const byData = new Map(sent.map((record) => [Buffer.from(record.data).toString("base64"), record]));
  return again.map((data) => byData.get(data) ?? { data: Buffer.from(data, "base64"), partitionKey: "" });
}

/**
 * Events, by `eventKey`, that may be stored more than once, with the number of times beyond the first: once for each
 * delivery whose outcome was lost. Nothing else is forgiven.
 */
export function redeliverableEvents(report: FaultReport): Map<string, number> {
  const times = new Map<string, number>();
  for (const data of report.deliveriesAtRisk) {
    for (const line of Buffer.from(data, "base64").toString("utf8").split("\n")) {
      if (line === "") continue;
      const key = eventKeyOf(Buffer.from(line)) ?? "";
      times.set(key, (times.get(key) ?? 0) + 1);
    }
  }
  return times;
}

/** Checks that the chaos was one, and that its books are right: otherwise the rest of the verdict says little. */
export function chaosChecks(report: FaultReport, sent: number): VerdictCheck[] {
  const { waiting, recordsTaken, recordsTakenUnknown, kills, splits, restarts } = report;
  return [
    {
      name: "every scheduled fault struck",
      passed: waiting === 0 && kills > 0 && splits > 0 && restarts > 0,
      detail: waiting === 0 ? "" : `${waiting} are still waiting for something to strike.`,
    },
    {
      name: "the stream took what was sent, and once more only what a producer could not know to be taken",
      passed: recordsTaken === sent + recordsTakenUnknown.length,
      detail: `${sent} sent + ${recordsTakenUnknown.length} put again; ${recordsTaken} taken.`,
    },
  ];
}
