import { InvalidArgumentError } from "commander";
import { environments } from "../../environments";
import { PROCESSING, type Processing } from "../../environments/schema";
import { program } from "../program";

/** What a person asks of the demo. */
export interface DemoOptions {
  /** Name of an environment. */
  readonly env: string;
  /** Where duplicates are removed; what the environment's file says without it. */
  readonly mode?: Processing;
  /** NDJSON file of events; the sample without it. */
  readonly events?: string;
  /** Events of the sample. */
  readonly count: number;
  /** The same seed makes the same events. */
  readonly seed: number;
  /** End when the events are delivered: no Spark, no Delta tables. */
  readonly skipCuration: boolean;
  /** Ask the saved queries as each reader, in Athena. */
  readonly athena: boolean;
  /** Stay up when everything is proved. */
  readonly keep: boolean;
  /** Let things go wrong while the events flow. */
  readonly chaos: boolean;
}

/** Events of the sample. */
const DEFAULT_COUNT = { calm: 20_000, chaos: 50_000 };

/** @returns what was asked for; a command line that is wrong ends the process */
export function parseDemoOptions(argv: readonly string[]): DemoOptions {
  const names = environments.map(({ name }) => name);
  const command = program(
    "demo",
    "Deploys an environment, unchanged, with real Terraform into a cloud on this machine; sends events; runs the curation job twice; proves that each event is stored once, in its table; shows that a second plan is empty; destroys everything.",
  )
    .option(
      "--env <name>",
      `environment to deploy: ${names.join(", ")}`,
      oneOf(names, (text) => `There is no environments/${text}.ts.`),
      names[0],
    )
    .option(
      "--mode <mode>",
      "where duplicates are removed: in-flight, by a Lambda function, or in-lake, by the curation job alone (default: as environments/<name>.ts says)",
      oneOf(PROCESSING, (text) => `There is no mode ${text}.`),
    )
    .option("--events <file>", "send the lines of this NDJSON file instead of the sample")
    .option(
      "--count <number>",
      `events of the sample (default: ${DEFAULT_COUNT.calm}, with --chaos ${DEFAULT_COUNT.chaos})`,
      positiveInteger,
    )
    .option(
      "--seed <number>",
      "the same seed makes the same events on the same day (UTC), and the same chaos",
      positiveInteger,
      1,
    )
    .option(
      "--chaos",
      "while the events flow: kill functions, throttle the index, fail deliveries, split shards, restart the gateway",
      false,
    )
    .option(
      "--skip-curation",
      "end when the events are delivered: needs neither Java 17 nor Maven, and makes no Delta tables",
      false,
    )
    .option(
      "--athena",
      "ask each saved query of the workgroup as each reader: needs Java 24 or later, and fetches Trino (821 MB) once",
      false,
    )
    .option("--keep", "stay up afterwards, and print the endpoint and an example query; Ctrl-C ends it", false)
    .addHelpText("after", "            130 interrupted, and everything that was started is stopped.")
    .parse(argv, { from: "user" });
  const options = command.opts<Omit<DemoOptions, "count"> & { readonly count?: number }>();
  if (options.chaos && options.mode === "in-lake") {
    command.error(
      "error: --chaos strikes the Lambda function and its index, which --mode in-lake has not. Leave one out.",
    );
  }
  if (options.athena && options.skipCuration) {
    command.error("error: --athena asks the Delta tables, which --skip-curation does not make. Leave one out.");
  }
  const { count = options.chaos ? DEFAULT_COUNT.chaos : DEFAULT_COUNT.calm } = options;
  return { ...options, count };
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1 to 999,999,999.");
  return Number(text);
}

function oneOf<T extends string>(known: readonly T[], complaint: (text: string) => string): (text: string) => T {
  return (text) => {
    const found = known.find((candidate) => candidate === text);
    if (found === undefined) throw new InvalidArgumentError(`${complaint(text)} Known: ${known.join(", ")}.`);
    return found;
  };
}
