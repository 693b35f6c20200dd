import { cpSync, mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TerraformStack } from "cdktf";
import { Curation, type CurationProps } from "../../../modules/curation";
import { alarmTopic, encryptionKey, lakeStorage, place } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { reference, synthesise, type Synthesised } from "../synthesised";

let sourceFolder = "";
beforeAll(() => {
  sourceFolder = mkdtempSync(path.join(tmpdir(), "curation-source-"));
  mkdirSync(path.join(sourceFolder, "curation", "deep", "__pycache__"), { recursive: true });
  writeFileSync(path.join(sourceFolder, "curate.py"), "print('curate')\n");
  writeFileSync(path.join(sourceFolder, "curation", "__init__.py"), "");
  writeFileSync(path.join(sourceFolder, "curation", "deep", "module.py"), "a = 1\n");
  writeFileSync(path.join(sourceFolder, "curation", "deep", "__pycache__", "module.pyc"), "not of the package");
});
afterAll(() => {
  rmSync(sourceFolder, { recursive: true });
});

function addCuration(scope: TerraformStack, props: Partial<CurationProps> = {}, keyed = false): Curation {
  return new Curation(scope, "curation", {
    ...place,
    name: "lake-curation",
    storage: lakeStorage(scope, keyed ? encryptionKey(scope) : undefined),
    input: "raw-parquet",
    contracts: '{"version":2,"contracts":[]}',
    traffic: { eventsPerHour: 1_000_000, averageEventBytes: 1_000 },
    windowDays: 7,
    sourceFolder,
    ...props,
  });
}

function curation(props: Partial<CurationProps> = {}, keyed = false): Synthesised {
  return synthesise((scope) => {
    addCuration(scope, props, keyed);
  });
}

const argumentsOf = (stack: Synthesised) => stack.config("aws_glue_job")["default_arguments"] as Record<string, string>;
const keysOf = (stack: Synthesised) => stack.ofType("aws_s3_object").map(({ config }) => String(config["key"]));

test("the job is Spark of Glue 5.0 with Delta, one run at a time, and never tried again by itself", () => {
  expect(curation().config("aws_glue_job")).toMatchObject({
    name: "lake-curation",
    glue_version: "5.0",
    command: { name: "glueetl", python_version: "3" },
    execution_class: "STANDARD",
    worker_type: "G.1X",
    number_of_workers: 2,
    execution_property: { max_concurrent_runs: 1 },
    max_retries: 0,
    timeout: 480,
  });
});

test("its arguments name what it reads and writes, and what Delta needs of Spark", () => {
  const stack = curation();
  const bucket = stack.reference("aws_s3_bucket", "bucket");

  expect(argumentsOf(stack)).toMatchObject({
    "--datalake-formats": "delta",
    "--conf":
      "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension --conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "--enable-continuous-cloudwatch-log": "true",
    "--custom-logGroup-prefix": "/aws-glue/jobs/lake-curation",
    "--command": "curate",
    "--input": "raw-parquet",
    "--raw": `s3://${bucket}/raw`,
    "--lake": `s3://${bucket}/lake`,
    "--dedup-window-days": "7",
    "--time-travel-days": "7",
  });
});

test("script, package and contracts are objects under jobs/, and the job names each by its key", () => {
  const stack = curation();
  const [contracts, packaged, script] = stack.ofType("aws_s3_object");
  if (contracts === undefined || packaged === undefined || script === undefined) throw new Error("A file is missing.");
  const url = (object: typeof script) => `s3://${reference(object, "bucket")}/${reference(object, "key")}`;

  expect(keysOf(stack)).toEqual([
    expect.stringMatching(/^jobs\/contracts-[0-9a-f]{12}\.json$/),
    expect.stringMatching(/^jobs\/curation-[0-9a-f]{12}\.zip$/),
    expect.stringMatching(/^jobs\/curate-[0-9a-f]{12}\.py$/),
  ]);
  expect(argumentsOf(stack)).toMatchObject({ "--contracts": url(contracts), "--extra-py-files": url(packaged) });
  expect(stack.config("aws_glue_job")["command"]).toMatchObject({ script_location: url(script) });
  // The old object goes when the job no longer names it.
  for (const { config } of stack.ofType("aws_s3_object")) {
    expect(config["lifecycle"]).toMatchObject({ create_before_destroy: true });
  }
});

test("a changed module changes the key of the package alone; a compiled file changes nothing", () => {
  const changed = mkdtempSync(path.join(tmpdir(), "curation-source-"));
  try {
    cpSync(sourceFolder, changed, { recursive: true });
    writeFileSync(path.join(changed, "curation", "deep", "__pycache__", "other.pyc"), "compiled");
    expect(keysOf(curation({ sourceFolder: changed }))).toEqual(keysOf(curation()));

    writeFileSync(path.join(changed, "curation", "deep", "module.py"), "a = 2\n");
    const [contracts, packaged, script] = keysOf(curation());
    expect(keysOf(curation({ sourceFolder: changed }))).toEqual([
      contracts,
      expect.not.stringMatching(String(packaged)),
      script,
    ]);
  } finally {
    rmSync(changed, { recursive: true });
  }
});

test("changed contracts change their key alone", () => {
  const [, packaged, script] = keysOf(curation());

  expect(keysOf(curation({ contracts: '{"version":2,"contracts":[{}]}' })).slice(1)).toEqual([packaged, script]);
  expect(keysOf(curation({ contracts: '{"version":2,"contracts":[{}]}' }))[0]).not.toBe(keysOf(curation())[0]);
});

test("a folder without the job is refused, with what it must hold", () => {
  expect(() => curation({ sourceFolder: "/nowhere" })).toThrow(
    'stack/curation: sourceFolder: got "/nowhere"; /nowhere/curate.py is not there. The folder of the curation job holds curate.py and the package curation/. Name that folder.',
  );
});

test("it runs at every interval, and maintains the tables once a night", () => {
  const stack = curation({ everyMinutes: 15 });
  const job = stack.reference("aws_glue_job", "name");

  expect(stack.ofType("aws_glue_trigger").map(({ config }) => config)).toMatchObject([
    {
      name: "lake-curation-maintenance",
      type: "SCHEDULED",
      schedule: "cron(28 2 * * ? *)",
      actions: [{ job_name: job, arguments: { "--command": "maintain" } }],
    },
    { name: "lake-curation", type: "SCHEDULED", schedule: "cron(5/15 * * * ? *)", actions: [{ job_name: job }] },
  ]);
});

test("without a customer's key there is no security configuration; with one, all three of its parts use it", () => {
  const keyed = curation({}, true);
  const key = keyed.reference("aws_kms_key", "arn");

  expect(curation().ofType("aws_glue_security_configuration")).toEqual([]);
  expect(keyed.config("aws_glue_security_configuration")["encryption_configuration"]).toEqual({
    s3_encryption: { s3_encryption_mode: "SSE-KMS", kms_key_arn: key },
    cloudwatch_encryption: { cloudwatch_encryption_mode: "SSE-KMS", kms_key_arn: key },
    job_bookmarks_encryption: { job_bookmarks_encryption_mode: "CSE-KMS", kms_key_arn: key },
  });
  expect(keyed.config("aws_glue_job")["security_configuration"]).toBe(
    keyed.reference("aws_glue_security_configuration", "name"),
  );
  for (const { config } of keyed.ofType("aws_s3_object")) expect(config["kms_key_id"]).toBe(key);
});

test("its log groups exist before it runs, expire, and are the ones that Glue derives from the prefix", () => {
  const stack = curation({ logRetentionDays: 14 });

  expect(
    stack.ofType("aws_cloudwatch_log_group").map(({ config }) => [config["name"], config["retention_in_days"]]),
  ).toEqual([
    ["/aws-glue/jobs/lake-curation/error", 14],
    ["/aws-glue/jobs/lake-curation/output", 14],
  ]);
  expect(stack.config("aws_glue_job")["depends_on"]).toEqual(
    expect.arrayContaining([expect.stringMatching(/log_error/), expect.stringMatching(/log_output/)]),
  );
});

/** Prefixes of the bucket by the action that is allowed on their objects. */
function reach(stack: Synthesised, action: string): string[] {
  return statementsOf(stack.only("aws_iam_role_policy"))
    .filter(({ Action }) => Action.includes(action))
    .flatMap(({ Resource }) => Resource.map((resource) => resource.replace(/^.*\.arn\}\//, "")))
    .sort();
}

test("it reads its input and its files, and writes and deletes under lake/ only", () => {
  const stack = curation();

  expect(reach(stack, "s3:GetObject")).toEqual([
    "_delta_log",
    "jobs/*",
    "lake",
    "lake/*",
    "lake_$folder$",
    "raw",
    "raw/*",
  ]);
  expect(reach(stack, "s3:PutObject")).toEqual(["lake/*", "lake_$folder$"]);
  expect(reach(stack, "s3:DeleteObject")).toEqual(["lake/*"]);
});

test("it may list the whole bucket: S3 tells nobody else that a key is not there", () => {
  const lists = statementsOf(curation().only("aws_iam_role_policy")).filter(({ Action }) =>
    Action.includes("s3:ListBucket"),
  );

  expect(lists).toHaveLength(1);
  expect(lists[0]).not.toHaveProperty("Condition");
});

test("without the deduplicator it reads landing/ instead, and while processing is switched both", () => {
  const landing = curation({ input: "landing-json" });
  const both = curation({ input: "landing-json", furtherInputs: ["raw-parquet"] });

  expect(argumentsOf(landing)).toMatchObject({
    "--input": "landing-json",
    "--raw": expect.stringMatching(/\/landing$/) as string,
  });
  expect(reach(landing, "s3:GetObject")).toContain("landing/*");
  expect(reach(landing, "s3:GetObject")).not.toContain("raw/*");
  expect(reach(both, "s3:GetObject")).toEqual(expect.arrayContaining(["landing/*", "raw/*"]));
});

test("a run that fails, times out or takes longer than from one run to the next is published to the topic of the alarms", () => {
  const stack = synthesise((scope) => {
    addCuration(scope, { alarms: alarmTopic(scope), everyMinutes: 30 });
  });
  const jobName = [stack.reference("aws_glue_job", "name")];

  const patterns = stack
    .ofType("aws_cloudwatch_event_rule")
    .map(({ config }) => JSON.parse(String(config["event_pattern"])) as unknown);
  expect(patterns).toEqual([
    {
      source: ["aws.glue"],
      "detail-type": ["Glue Job State Change"],
      detail: { jobName, state: ["FAILED", "TIMEOUT"] },
    },
    { source: ["aws.glue"], "detail-type": ["Glue Job Run Status"], detail: { jobName } },
  ]);
  expect(stack.config("aws_glue_job")["notification_property"]).toEqual({ notify_delay_after: 30 });
  const topic = stack.reference("aws_sns_topic", "arn");
  expect(stack.ofType("aws_cloudwatch_event_target").map(({ config }) => config["arn"])).toEqual([topic, topic]);
});
