import { GetJobRunCommand, StartJobRunCommand, type GlueClient, type JobRun } from "@aws-sdk/client-glue";
import { poll } from "../../../tools/poll";

/** The line of JSON that a run prints at its end (docs/curation.md). */
export type Report = Readonly<Record<string, unknown>>;

/** The deployed curation job, started as its schedule or a person starts it. */
export class DeployedJob {
  private readonly lines: string[] = [];

  /** @param glue asked for late: the local cloud needs `onLog` before there is a client */
  constructor(
    readonly name: string,
    private readonly glue: () => GlueClient,
  ) {}

  /** Takes what the job writes: on AWS it is in CloudWatch. */
  readonly onLog = (_: string, line: string): void => {
    this.lines.push(line);
  };

  /** @returns the run's id. @throws what StartJobRun answers when it refuses */
  async start(runArguments: Readonly<Record<string, string>> = {}): Promise<string> {
    const { JobRunId: id = "" } = await this.glue().send(
      new StartJobRunCommand({ JobName: this.name, Arguments: runArguments }),
    );
    return id;
  }

  /** Waits for a run's end, whatever it is. */
  end(id: string): Promise<JobRun> {
    return poll(
      async () => {
        const { JobRun: run } = await this.glue().send(new GetJobRunCommand({ JobName: this.name, RunId: id }));
        return run?.CompletedOn === undefined ? undefined : run;
      },
      { what: `The end of a run of ${this.name}`, deadlineMilliseconds: 300_000 },
    );
  }

  /** Runs the job to its end. @throws Error with what it wrote when it does not succeed */
  async run(runArguments: Readonly<Record<string, string>> = {}): Promise<Report> {
    this.lines.length = 0;
    const { JobRunState: state, ErrorMessage: message } = await this.end(await this.start(runArguments));
    const report = this.lines.findLast((line) => line.startsWith("{"));
    if (state === "SUCCEEDED" && report !== undefined) return JSON.parse(report) as Report;
    throw new Error(
      `A run of ${this.name} ended as ${state ?? "?"}: ${message ?? "no message"}\n${this.lines.slice(-40).join("\n")}`,
    );
  }
}
