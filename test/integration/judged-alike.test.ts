import { spawnSync } from "node:child_process";
import path from "node:path";
import fc from "fast-check";
import { parseContracts } from "../../lambda-src/deduplicate/contract/contracts";
import { type ExaminedRecord, examineRecord } from "../../lambda-src/deduplicate/record/examine-record";
import { sampleLines } from "../../tools/contracts/sample-lines";
import { canonicalJson } from "../../tools/demo/expectation/json-text";
import { unknownFields } from "../../tools/demo/expectation/unknown-fields";
import { localSpark } from "../../tools/spark/local-spark";
import { probedContracts } from "./judged-alike/probed-contracts";
import { strangeRecords } from "./judged-alike/strange-records";
import { sparkTest } from "./lake/spark-test";

const ROOT = path.join(__dirname, "../..");
const ARRIVED_AT = 1_795_900_000.5;
const RECORDS = 5_000;
const SEED = Number(process.env["JUDGED_ALIKE_SEED"] ?? 1);

/** What a contract names, as far as it decides what is unknown. */
type Contract = Parameters<typeof unknownFields>[0];

/**
 * What the function makes of a part of a record, in the words of glue-src/tests/judge_records.py; what the contract does
 * not name, which is the job's alone, in those of the demo's own reading.
 */
function judged({ examined }: ExaminedRecord, contracts: ReadonlyMap<string, Contract>) {
  if (examined.kind === "event") {
    const { payload } = JSON.parse(examined.line) as { readonly payload: string };
    const contract = contracts.get(examined.eventName);
    const unknown = contract && unknownFields(contract, canonicalJson(payload));
    return { name: examined.eventName, payload, unknown: unknown ?? null };
  }
  const line = JSON.parse(examined.delivered?.line ?? "{}") as {
    readonly event_uuid: string | null;
    readonly payload: string;
  };
  const payload =
    line.event_uuid === null ? (JSON.parse(line.payload) as { readonly record: string }).record : line.payload;
  return { ...examined.rejection, payload };
}

interface JudgedByJob {
  readonly unknown?: string | null;
}

function canonical(part: JudgedByJob): JudgedByJob {
  return typeof part.unknown === "string" ? { ...part, unknown: canonicalJson(part.unknown) } : part;
}

sparkTest(
  `of ${RECORDS} strange records, function and curation job make the same events, or reject them for the same reasons`,
  async () => {
    const { shipped, fields, document } = probedContracts();
    const byName = parseContracts(document, "the contracts document");
    const samples = shipped.flatMap((contract) => sampleLines(contract, 20, SEED, ARRIVED_AT * 1000));
    const names = fields.map(({ name }) => name);
    const probe = { fields: fields.map(({ name, type }) => ({ name, columnType: type })) };
    const named = new Map<string, Contract>([
      ...shipped.map((contract) => [contract.name, contract] as const),
      ["probe:types", probe],
    ]);
    const arbitrary = strangeRecords("probe:types", names, Math.floor(ARRIVED_AT), samples);
    const records = fc.sample(arbitrary, { numRuns: RECORDS, seed: SEED });

    const byFunction = records.map((bytes) => {
      const record = { shardId: "", sequenceNumber: "", owner: "", partitionKey: "", arrivedAt: ARRIVED_AT, bytes };
      return examineRecord(record, byName).map((part) => judged(part, named));
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
      .map((line) => (JSON.parse(line) as JudgedByJob[]).map(canonical));

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
