import { readFileSync } from "node:fs";
import path from "node:path";
import { Curation } from "../../../modules/curation";
import { GLUE_SOURCE } from "../../../tools/spark/local-spark";
import { lakeStorage, place } from "../../modules/example-constructs";
import { synthesise } from "../../modules/synthesised";

/** Glue reads them from `--conf` before Python starts; wherever else the job runs, its own session sets them. */
test("what Delta needs of Spark is the same in the Glue job's --conf and in the session that Python opens", () => {
  const stack = synthesise((scope) => {
    new Curation(scope, "curation", {
      ...place,
      name: "lake-curation",
      storage: lakeStorage(scope),
      input: "raw-parquet",
      contracts: '{"version":2,"contracts":[]}',
      traffic: { eventsPerHour: 1_000, averageEventBytes: 1_000 },
      windowDays: 7,
    });
  });
  const jobArguments = stack.config("aws_glue_job")["default_arguments"] as Readonly<Record<string, string>>;
  const settings = (jobArguments["--conf"] ?? "").split(" --conf ").map((setting) => setting.split("="));
  const session = readFileSync(path.join(GLUE_SOURCE, "curation", "session.py"), "utf8");

  expect(settings).toHaveLength(2);
  for (const [name = "", value = ""] of settings) expect(session).toContain(`"${name}": "${value}"`);
});
