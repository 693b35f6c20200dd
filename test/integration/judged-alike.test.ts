import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { curationContracts } from "../../events/curation-contracts";
import { loadEventContracts } from "../../events/event-contracts";
import { type Member, parseContracts } from "../../lambda-src/deduplicate/contract/contracts";
import { type ExaminedRecord, examineRecord } from "../../lambda-src/deduplicate/record/examine-record";
import { sampleLines } from "../../tools/contracts/sample-lines";
import { localSpark } from "../../tools/spark/local-spark";
import { strangeRecords } from "./judged-alike/strange-records";
import { sparkTest } from "./lake/spark-test";

const ROOT = path.join(__dirname, "../..");
const ARRIVED_AT = 1_795_900_000.5;
const RECORDS = 5_000;
const SEED = Number(process.env["JUDGED_ALIKE_SEED"] ?? 1);

/** Contracts with every type of column, the shipped ones among them. */
function contracts() {
  const { fields } = JSON.parse(readFileSync(path.join(ROOT, "test/fixtures/strange-events.json"), "utf8")) as {
    readonly fields: readonly Member[];
  };
  const shipped = loadEventContracts();
  const document = curationContracts(shipped);
  const probe = { event_name: "probe:types", table: "probe_types_event", subject_fields: [], fields };
  return { shipped, fields, document: JSON.stringify({ ...document, contracts: [...document.contracts, probe] }) };
}

/** What the function makes of a part of a record, in the words of glue-src/tests/judge_records.py. */
function judged({ examined }: ExaminedRecord) {
  if (examined.kind === "event") {
    const { payload } = JSON.parse(examined.line) as { readonly payload: string };
    return { name: examined.eventName, payload };
  }
  const line = JSON.parse(examined.delivered?.line ?? "{}") as {
    readonly event_uuid: string | null;
    readonly payload: string;
  };
  const payload =
    line.event_uuid === null ? (JSON.parse(line.payload) as { readonly record: string }).record : line.payload;
  return { ...examined.rejection, payload };
}

sparkTest(
  `of ${RECORDS} strange records, function and curation job make the same events, or reject them for the same reasons`,
  async () => {
    const { shipped, fields, document } = contracts();
    const byName = parseContracts(document, "the contracts document");
    const samples = shipped.flatMap((contract) => sampleLines(contract, 20, SEED, ARRIVED_AT * 1000));
    const names = fields.map(({ name }) => name);
    const arbitrary = strangeRecords("probe:types", names, Math.floor(ARRIVED_AT), samples);
    const records = fc.sample(arbitrary, { numRuns: RECORDS, seed: SEED });

    const byFunction = records.map((bytes) => {
      const record = { shardId: "", sequenceNumber: "", owner: "", partitionKey: "", arrivedAt: ARRIVED_AT, bytes };
      return examineRecord(record, byName).map(judged);
    });
    const { python } = await localSpark({ s3: false }, () => undefined);
    const job = spawnSync(python, ["-m", "tests.judge_records", document, String(ARRIVED_AT)], {
      cwd: path.join(ROOT, "glue-src"),
      input: records.map((record) => `${record.toString("base64")}\n`).join(""),
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    expect(job.stderr).toBe("");
    const byJob = job.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown[]);

    // In the lake, a record without any event leaves no line.
    const different = records.flatMap((record, index) =>
      byJob[index]?.length === 0 && byFunction[index]?.length === 1
        ? []
        : [{ record: record.toString("base64"), byFunction: byFunction[index], byJob: byJob[index] }].filter(
            (both) => JSON.stringify(both.byFunction) !== JSON.stringify(both.byJob),
          ),
    );
    expect(different.slice(0, 3)).toEqual([]);
    const reasons = new Set(byFunction.flat().map((part) => ("reason" in part ? part.reason : "event")));
    expect([...reasons].sort()).toEqual([
      "event",
      "invalid_value",
      "missing_field",
      "not_an_object",
      "not_json",
      "wrong_type",
    ]);
  },
);
