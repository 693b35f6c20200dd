import type { Job } from "@aws-sdk/client-glue";
import { jobRunSettings } from "../../src/glue-job/job-run-settings";

const job: Job = {
  Name: "curation",
  GlueVersion: "5.0",
  Timeout: 60,
  Command: { Name: "glueetl", ScriptLocation: "s3://lake/jobs/curate.py" },
  DefaultArguments: {
    "--conf": "spark.sql.extensions=Delta --conf spark.sql.catalog.spark_catalog=Catalog",
    "--datalake-formats": "delta,iceberg",
    "--extra-py-files": "s3://lake/jobs/a.zip,s3://lake/jobs/b.zip",
    "--job-language": "python",
    "--command": "curate",
    "--lake": "s3://lake/lake",
  },
};

test("the arguments of the run win over those of the job, and those that cannot be overridden over both", () => {
  const settings = jobRunSettings(
    { ...job, NonOverridableArguments: { "--lake": "s3://lake/other" } },
    { "--command": "maintain", "--lake": "s3://lake/mine" },
  );

  expect(settings.arguments).toMatchObject({ "--command": "maintain", "--lake": "s3://lake/other" });
  expect(settings.scriptArguments).toEqual(["--command", "maintain", "--lake", "s3://lake/other"]);
});

test("what Glue consumes is read, and not given to the script", () => {
  const settings = jobRunSettings(job, {});

  expect(settings).toMatchObject({
    jobName: "curation",
    script: "s3://lake/jobs/curate.py",
    pythonFiles: ["s3://lake/jobs/a.zip", "s3://lake/jobs/b.zip"],
    hasDelta: true,
    timeoutMinutes: 60,
  });
  expect([...settings.sparkSettings]).toEqual([
    ["spark.sql.extensions", "Delta"],
    ["spark.sql.catalog.spark_catalog", "Catalog"],
  ]);
  expect(settings.scriptArguments).toEqual(["--command", "curate", "--lake", "s3://lake/lake"]);
});

test("a run may have a time limit of its own; without any, Glue's own counts", () => {
  expect(jobRunSettings(job, {}, 5).timeoutMinutes).toBe(5);
  expect(jobRunSettings({ ...job, Timeout: undefined }, {}).timeoutMinutes).toBe(480);
});

const REFUSED: readonly { readonly what: string; readonly wrong: Partial<Job>; readonly message: string }[] = [
  {
    what: "another kind of job",
    wrong: { Command: { Name: "pythonshell", ScriptLocation: "s3://a/b.py" } },
    message: "got pythonshell with Glue 5.0",
  },
  { what: "another Glue", wrong: { GlueVersion: "4.0" }, message: "got glueetl with Glue 4.0" },
  {
    what: "a setting that is none",
    wrong: { DefaultArguments: { "--conf": "spark.a=1 --conf spark.c" } },
    message: 'Job curation: --conf holds "spark.c", which is no <setting>=<value>.',
  },
  {
    what: "further jars",
    wrong: { DefaultArguments: { "--extra-jars": "s3://a/b.jar" } },
    message: "the local cloud does not load --extra-jars",
  },
];

test.each(REFUSED)("$what is refused", ({ wrong, message }) => {
  expect(() => jobRunSettings({ ...job, ...wrong }, {})).toThrow(message);
});
