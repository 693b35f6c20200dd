import type { Job } from "@aws-sdk/client-glue";

/** What one run does, as its job was deployed. */
export interface JobRunSettings {
  readonly jobName: string;
  /** ARN. */
  readonly roleArn: string;
  /** `s3://...` */
  readonly script: string;
  /** `s3://...` of zips and modules that the script imports from. */
  readonly pythonFiles: readonly string[];
  /** Spark settings of `--conf`. */
  readonly sparkSettings: ReadonlyMap<string, string>;
  /** Whether `--datalake-formats` names delta: without it Glue has no Delta. */
  readonly hasDelta: boolean;
  /** Every argument, as GetJobRun shows them. */
  readonly arguments: Readonly<Record<string, string>>;
  /** What the script is given. */
  readonly scriptArguments: readonly string[];
  readonly timeoutMinutes: number;
}

/** A run was asked for that the service, or this engine, refuses. */
export class JobRunRefusedError extends Error {
  constructor(
    readonly code: "InvalidInputException" | "EntityNotFoundException" | "ConcurrentRunsExceededException",
    message: string,
  ) {
    super(message);
  }
}

/** Consumed by Glue: the script does not see them. @see https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html */
const OWN_ARGUMENTS = new Set(["--conf", "--datalake-formats", "--extra-jars", "--extra-py-files", "--job-language"]);

/** Minutes that Glue 5.0 gives a run whose job says nothing. */
const DEFAULT_TIMEOUT_MINUTES = 480;

/**
 * Merges the arguments of the job and of the run, as StartJobRun does: the run's win.
 *
 * @throws JobRunRefusedError for a job that is no Spark job in Python with Glue 5
 */
export function jobRunSettings(
  job: Job,
  runArguments: Readonly<Record<string, string>>,
  timeout?: number,
): JobRunSettings {
  const jobName = job.Name ?? "";
  const { Command: command } = job;
  if (
    command?.Name !== "glueetl" ||
    command.ScriptLocation === undefined ||
    !(job.GlueVersion ?? "").startsWith("5.")
  ) {
    throw new JobRunRefusedError(
      "InvalidInputException",
      `Job ${jobName}: the local cloud runs Python scripts of type glueetl with Glue 5, got ${command?.Name ?? "no command"} with Glue ${job.GlueVersion ?? "(no version)"}. Test it on AWS.`,
    );
  }
  const all = { ...job.DefaultArguments, ...runArguments, ...job.NonOverridableArguments };
  if (all["--extra-jars"] !== undefined) {
    throw new JobRunRefusedError(
      "InvalidInputException",
      `Job ${jobName}: the local cloud does not load --extra-jars. Test it on AWS.`,
    );
  }
  return {
    jobName,
    roleArn: job.Role ?? "",
    script: command.ScriptLocation,
    pythonFiles: (all["--extra-py-files"] ?? "").split(",").filter((file) => file !== ""),
    sparkSettings: sparkSettings(jobName, all["--conf"]),
    hasDelta: (all["--datalake-formats"] ?? "").split(",").includes("delta"),
    arguments: all,
    scriptArguments: Object.entries(all)
      .filter(([name]) => !OWN_ARGUMENTS.has(name))
      .flatMap(([name, value]) => [name, value]),
    timeoutMinutes: timeout ?? job.Timeout ?? DEFAULT_TIMEOUT_MINUTES,
  };
}

/** One --conf holds them all: `a=b --conf c=d`. */
function sparkSettings(jobName: string, text = ""): ReadonlyMap<string, string> {
  const settings = text
    .split(/\s*--conf\s+/)
    .map((setting) => setting.trim())
    .filter((setting) => setting !== "");
  return new Map(
    settings.map((setting) => {
      const match = /^([^\s=]+)=(\S.*)$/.exec(setting);
      if (match?.[1] === undefined || match[2] === undefined) {
        throw new JobRunRefusedError(
          "InvalidInputException",
          `Job ${jobName}: --conf holds "${setting}", which is no <setting>=<value>.`,
        );
      }
      return [match[1], match[2]] as const;
    }),
  );
}
