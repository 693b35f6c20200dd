import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { parseContracts } from "../../lambda-src/deduplicate/contract/contracts";
import { examineRecord } from "../../lambda-src/deduplicate/record/examine-record";
import { sampleLines } from "../../tools/contracts/sample-lines";
import { localSpark } from "../../tools/spark/local-spark";
import { pysparkVariables } from "../../tools/spark/pyspark-variables";
import { withIdsOfTheirOwn } from "./judged-alike/own-ids";
import { probedContracts } from "./judged-alike/probed-contracts";
import { strangeRecords } from "./judged-alike/strange-records";
import { sparkTest } from "./lake/spark-test";

const ROOT = path.join(__dirname, "../..");
const ARRIVED_AT = 1_795_900_000;
const RECORDS = Number(process.env["CURATED_ALIKE_RECORDS"] ?? 5_000);
const SEED = Number(process.env["JUDGED_ALIKE_SEED"] ?? 1);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "curated-alike-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Lines as the function has them delivered. */
function delivered(record: Buffer, contracts: ReturnType<typeof parseContracts>): readonly string[] {
  const given = { shardId: "", sequenceNumber: "", owner: "", partitionKey: "", arrivedAt: ARRIVED_AT, bytes: record };
  return examineRecord(given, contracts).flatMap(({ examined }) =>
    examined.kind === "event" ? [examined.line] : examined.delivered ? [examined.delivered.line] : [],
  );
}

sparkTest(
  `of ${RECORDS} strange records both modes make equal tables and an equal quarantine`,
  async () => {
    // Every table costs seconds: two shipped contracts stand for all.
    const { shipped, fields, document } = probedContracts(({ name }) =>
      ["heartbeat", "payment:order:completed"].includes(name),
    );
    const samples = shipped.flatMap((contract) => sampleLines(contract, 20, SEED, ARRIVED_AT * 1000));
    const names = fields.map(({ name }) => name);
    const arbitrary = strangeRecords("probe:types", names, ARRIVED_AT, samples);
    const records = withIdsOfTheirOwn(fc.sample(arbitrary, { numRuns: RECORDS, seed: SEED }));
    const contracts = parseContracts(document, "the contracts document");
    writeFileSync(path.join(folder, "contracts.json"), document);
    writeFileSync(path.join(folder, "records.txt"), records.map((record) => `${record.toString("base64")}\n`).join(""));
    const lines = records.map((record) => `[${delivered(record, contracts).join(",")}]\n`);
    writeFileSync(path.join(folder, "delivered.ndjson"), lines.join(""));

    const spark = await localSpark({ s3: false }, () => undefined);
    const job = spawnSync(spark.python, ["-m", "tests.curate_both", folder, String(ARRIVED_AT)], {
      cwd: path.join(ROOT, "glue-src"),
      env: { ...process.env, ...pysparkVariables(spark, { memoryMebibytes: 1536 }) },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });

    expect(job.status === 0 ? "" : job.stderr.slice(-3_000)).toBe("");
    const { rows, different } = JSON.parse(job.stdout.trim().split("\n").at(-1) ?? "") as {
      readonly rows: Readonly<Record<string, number>>;
      readonly different: object;
    };
    expect(different).toEqual({});
    for (const table of ["probe_types_event", "heartbeat_event", "uncontracted_event", "quarantine"]) {
      expect(rows[table]).toBeGreaterThan(0);
    }
  },
  600_000,
);
