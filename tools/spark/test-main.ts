import { spawn } from "node:child_process";
import { Command } from "commander";
import { GLUE_SOURCE, localSpark } from "./local-spark";
import { pysparkVariables } from "./pyspark-variables";
import { reasonToSkipSpark } from "./reason-to-skip";

/** A handful of rows is read faster without compiling every plan first. Glue, and the demo, do compile. */
const INTERPRETED = { "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN" };

const command = new Command("npm run test:spark --")
  .description(
    "Tests the curation job (glue-src/) with real Spark and Delta on local files. Installs them once in the user's cache folder. Arguments go to pytest. Needs Java 17, Maven and Python 3.11 or 3.12.",
  )
  .option("--skip-if-missing", "end well, and say so, on a machine without Java, Maven or Python; not where CI is set")
  .argument("[pytest...]", "for example: tests/test_routing.py -x -k late")
  .allowUnknownOption()
  .parse();

testSpark(command.args, command.opts<{ skipIfMissing?: true }>().skipIfMissing === true).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

async function testSpark(args: readonly string[], skipIfMissing: boolean): Promise<number> {
  const missing = skipIfMissing ? reasonToSkipSpark({ s3: false }) : undefined;
  if (missing !== undefined) {
    process.stderr.write(`The tests of the curation job are SKIPPED. ${missing}\n`);
    return 0;
  }
  const spark = await localSpark({ s3: false }, (message) => {
    process.stderr.write(`${message}\n`);
  });
  const variables = pysparkVariables(spark, { settings: INTERPRETED });
  const child = spawn(spark.python, ["-m", "pytest", ...(args.length === 0 ? ["tests", "--durations=5"] : args)], {
    cwd: GLUE_SOURCE,
    env: { ...process.env, ...variables, PYTHONPATH: GLUE_SOURCE },
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });
}
