import path from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { GlueJob } from "@cdktf/provider-aws/lib/glue-job";
import { GlueSecurityConfiguration } from "@cdktf/provider-aws/lib/glue-security-configuration";
import { GlueTrigger } from "@cdktf/provider-aws/lib/glue-trigger";
import { Construct } from "constructs";
import type { IAlarmTarget } from "../alarms";
import { type IRole, policyOf, ServiceRole } from "../iam";
import type { DeclaredTraffic } from "../event-stream";
import { checkInputs, knownAtSynth, listOf, optional, type RulesFor } from "../input-rules/inputs";
import {
  jobTimeoutMinutes,
  retentionHours,
  timeTravelDays as oldVersions,
  windowDays as days,
} from "../input-rules/limits";
import { logRetentionDays as logDays } from "../input-rules/log-retention";
import { jobName } from "../input-rules/names";
import { checkProviderAt, claimName, ONE_ROLE_OF_A_NAME, arnAt } from "../input-rules/place";
import { accountId as account, region as itsRegion } from "../input-rules/regions";
import { anything, both, given, oneOf, wrong } from "../input-rules/rule";
import { contractsDocument, text } from "../input-rules/texts";
import { numberText } from "../input-rules/token-numbers";
import type { LakePrefix, LakeStorage } from "../lake-storage";
import { JobFiles } from "./job-files";
import { everyMinutes, NIGHTLY, runInterval } from "./schedule";
import { curatedTraffic, type ExecutionClass, executionClass, workerFleet } from "./worker-fleet";

/** What the job can read, and the prefix that it finds it under. */
const INPUTS = {
  /** Parquet of the deduplicator. */
  "raw-parquet": "raw",
  /** JSON lines as the producers sent them. */
  "landing-json": "landing",
} as const satisfies Readonly<Record<string, LakePrefix>>;

export type CurationInput = keyof typeof INPUTS;

export interface CurationProps {
  /** Name of the job, its role, its log and everything around it: 1 to 64 letters, digits, `_`, `.` and `-`. */
  readonly name: string;
  readonly storage: LakeStorage;
  /** Account of the lake: 12 digits. */
  readonly accountId: string;
  /** Region of the lake, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /** What a scheduled run reads. */
  readonly input: CurationInput;
  /**
   * What a run that somebody starts by hand may read as well, other than `input`, while an environment switches its processing.
   * @default - nothing
   */
  readonly furtherInputs?: readonly CurationInput[];
  /** JSON text of the contracts, as `curationContractsJson` of `event-lake/events` writes it. */
  readonly contracts: string;
  /** What the producers are expected to send: the workers follow from it. */
  readonly traffic: DeclaredTraffic;
  /** Days after its creation within which an event is not late: a whole number from 1 to 1,825. */
  readonly windowDays: number;
  /**
   * Hours for which the event stream keeps a record: a whole number from 24 to 8,760. So long one may wait before it is
   * delivered, and so far back the job looks for new files.
   * @default 24 x windowDays: a window that is shorter than the retention takes a replay of the stream for new events
   */
  readonly streamRetentionHours?: number;
  /** Minutes from one run to the next: 15, 30, or whole hours that divide a day. @default 60 */
  readonly everyMinutes?: number;
  /**
   * "flex": spare capacity for two thirds of the price. A run may wait for it or lose it, and the next one goes on: nothing is
   * lost, and tables may be older than `everyMinutes`. Workers of G.1X and G.2X only.
   * @default "standard"
   * @see https://docs.aws.amazon.com/glue/latest/dg/add-job.html
   */
  readonly executionClass?: ExecutionClass;
  /**
   * Days for which an older version of a table can be read: a whole number from 1 to 365. Files that no version needs are deleted after them.
   * @default 7
   */
  readonly timeTravelDays?: number;
  /**
   * Minutes after which a run is ended: a whole number from 1 to 10,080. Its batch begins anew in the next run: shorter than the longest catching up, and it
   * would never end.
   * @default 480
   * @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html
   */
  readonly timeoutMinutes?: number;
  /**
   * Days for which the job's log is kept: one of the numbers that CloudWatch takes, 1 to 3,653.
   * @default 30
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetentionDays?: number;
  /** Folder that holds `curate.py` and the Python package `curation/`. @default - the job of this package */
  readonly sourceFolder?: string;
  readonly alarms?: IAlarmTarget;
  /** A role that you have and that Glue may take. @default - one is made */
  readonly role?: IRole;
}

const SOURCE_FOLDER = path.join(__dirname, "../../glue-src");

const curationInput = oneOf(Object.keys(INPUTS), "an input of the job");

const rulesFor = ({
  input,
  everyMinutes: interval = 60,
  region,
  ...props
}: CurationProps): RulesFor<CurationProps> => ({
  name: jobName,
  storage: given,
  accountId: account,
  region: itsRegion,
  input: knownAtSynth(curationInput),
  furtherInputs: optional(
    knownAtSynth(
      listOf(
        both(curationInput, (value) =>
          value === input ? wrong(value, "is what a scheduled run reads already", "Remove it here") : [],
        ),
        0,
      ),
    ),
  ),
  contracts: knownAtSynth(contractsDocument),
  traffic: curatedTraffic(interval, region, props.executionClass),
  windowDays: days,
  streamRetentionHours: optional(retentionHours),
  everyMinutes: optional(knownAtSynth(runInterval)),
  executionClass: optional(knownAtSynth(executionClass)),
  timeTravelDays: optional(oldVersions),
  timeoutMinutes: optional(jobTimeoutMinutes),
  logRetentionDays: optional(logDays),
  sourceFolder: optional(knownAtSynth(text({ what: "a folder", most: 4096 }))),
  alarms: anything,
  role: anything,
});

/** What a Delta table needs of Spark. @see https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-delta-lake.html */
const DELTA_SETTINGS = {
  "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
  "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
};

/**
 * The Glue job that makes Delta tables of what was delivered: its files, role, schedule, log and alarm. It writes by path
 * with its own role: Glue 5.0 cannot write Delta through Lake Formation.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/add-job.html
 */
export class Curation extends Construct {
  readonly job: GlueJob;
  readonly role: IRole;
  readonly files: JobFiles;
  readonly schedule: GlueTrigger;
  readonly maintenance: GlueTrigger;
  /** Spark's own log, and what the job prints. */
  readonly logGroups: readonly CloudwatchLogGroup[];
  /** @default - undefined when the services' own keys encrypt */
  readonly securityConfiguration?: GlueSecurityConfiguration;

  /**
   * @throws Error naming construct, prop, value, rule and fix of each prop that Glue would not take, and when Glue cannot
   * curate the traffic, or the job's folder is incomplete
   */
  constructor(scope: Construct, id: string, props: CurationProps) {
    super(scope, id);
    checkInputs(this.node.path, props, rulesFor(props));
    checkProviderAt(this, props);
    const { storage, name } = props;
    const logPrefix = `/aws-glue/jobs/${name}`;
    this.logGroups = ["error", "output"].map(
      (kind) =>
        new CloudwatchLogGroup(this, `log_${kind}`, {
          name: `${logPrefix}/${kind}`,
          retentionInDays: props.logRetentionDays ?? 30,
          // Glue may put the name of the security configuration behind the prefix that it is given.
          kmsKeyId: storage.encryptionKey?.forLogGroup(`${logPrefix}*`),
        }),
    );
    this.files = new JobFiles(this, "files", {
      storage,
      sourceFolder: props.sourceFolder ?? SOURCE_FOLDER,
      contracts: props.contracts,
    });
    this.role = props.role ?? this.makeRole(props);
    this.grantTo(this.role, props, logPrefix);
    this.securityConfiguration = this.makeSecurityConfiguration(props);
    this.job = this.makeJob(props, logPrefix);
    this.schedule = new GlueTrigger(this, "schedule", {
      name,
      description: "Curates what was delivered since the last run",
      type: "SCHEDULED",
      schedule: everyMinutes(this.node.path, props.everyMinutes ?? 60),
      actions: [{ jobName: this.job.name }],
    });
    this.maintenance = new GlueTrigger(this, "maintenance", {
      name: `${name}-maintenance`,
      description: "Compacts the tables, and deletes the files that no version needs any more",
      type: "SCHEDULED",
      schedule: NIGHTLY,
      actions: [{ jobName: this.job.name, arguments: { "--command": "maintain" } }],
    });
    if (props.alarms) this.addAlarms(props.alarms);
  }

  private makeRole({ name, accountId }: CurationProps): ServiceRole {
    claimName(this, { key: "name", name, accountId, rule: ONE_ROLE_OF_A_NAME });
    return new ServiceRole(this, "role", {
      name,
      description: "Curates what was delivered into Delta tables",
      service: "glue.amazonaws.com",
    });
  }

  private grantTo(role: IRole, props: CurationProps, logPrefix: string): void {
    const { storage } = props;
    const inputs = [props.input, ...(props.furtherInputs ?? [])].map((input) => INPUTS[input]);
    for (const prefix of [...inputs, "jobs", "lake"] as const) {
      // Spark asks for files that may not be there, and takes 403 for an error.
      storage.grantRead(role, prefix, { seesMissingKeys: true });
    }
    storage.grantWrite(role, "lake");
    storage.grantDelete(role, "lake");
    role.addStatements(
      {
        // Spark asks for a folder by its bare name first, and Delta for a log in every folder above a table.
        sid: "FindFolders",
        actions: ["s3:GetObject"],
        resources: [...inputs, "lake", "_delta_log"].map((folder) => `${storage.bucket.arn}/${folder}`),
      },
      {
        // Glue's file system marks a folder that it makes by an object of this name, beside the folder.
        sid: "MarkFolders",
        actions: ["s3:GetObject", "s3:PutObject"],
        resources: [`${storage.bucket.arn}/lake_$folder$`],
      },
      {
        sid: "WriteLog",
        // AssociateKmsKey: the security configuration has Glue encrypt the group with the key, which it has already.
        actions: ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        // Glue may put the name of the security configuration behind the prefix that it is given.
        resources: [arnAt(props, "logs", `log-group:${logPrefix}*`)],
      },
    );
  }

  /** @see https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html */
  private makeSecurityConfiguration({ name, storage }: CurationProps): GlueSecurityConfiguration | undefined {
    const kmsKeyArn = storage.encryptionKey?.arn;
    if (kmsKeyArn === undefined) return undefined;
    return new GlueSecurityConfiguration(this, "security_configuration", {
      name,
      encryptionConfiguration: {
        s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn },
        cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn },
        // The job keeps no bookmark, and no part of a security configuration is left open all the same.
        jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn },
      },
    });
  }

  private makeJob(props: CurationProps, logPrefix: string): GlueJob {
    const { storage } = props;
    const fleet = workerFleet({ ...props.traffic, everyMinutes: props.everyMinutes ?? 60 });
    return new GlueJob(this, "job", {
      name: props.name,
      description: "Makes Delta tables of what was delivered, each event exactly once",
      roleArn: this.role.arn,
      glueVersion: "5.0",
      command: { name: "glueetl", scriptLocation: this.files.script, pythonVersion: "3" },
      executionClass: props.executionClass === "flex" ? "FLEX" : "STANDARD",
      workerType: fleet.workerType,
      numberOfWorkers: fleet.workers,
      // Two runs at once would fail each other's commits. What a run does not reach, the next one does.
      executionProperty: { maxConcurrentRuns: 1 },
      maxRetries: 0,
      timeout: props.timeoutMinutes ?? 480,
      // Glue tells of a run that takes longer than this, in minutes.
      notificationProperty: { notifyDelayAfter: props.everyMinutes ?? 60 },
      securityConfiguration: this.securityConfiguration?.name,
      defaultArguments: {
        "--job-language": "python",
        "--datalake-formats": "delta",
        // Glue takes one --conf; further settings follow inside of its value.
        "--conf": Object.entries(DELTA_SETTINGS)
          .map(([setting, value]) => `${setting}=${value}`)
          .join(" --conf "),
        "--extra-py-files": this.files.package,
        "--enable-auto-scaling": "true",
        "--enable-continuous-cloudwatch-log": "true",
        "--custom-logGroup-prefix": logPrefix,
        "--command": "curate",
        "--input": props.input,
        "--raw": storage.location(INPUTS[props.input]),
        "--lake": storage.location("lake"),
        "--contracts": this.files.contracts,
        "--dedup-window-days": numberText(props.windowDays),
        ...(props.streamRetentionHours !== undefined && {
          "--stream-retention-hours": numberText(props.streamRetentionHours),
        }),
        "--time-travel-days": numberText(props.timeTravelDays ?? 7),
      },
      dependsOn: [...policyOf(this.role), ...this.logGroups],
    });
  }

  /** Glue publishes no metric of failed runs, and an event of every run that ends. */
  private addAlarms(alarms: IAlarmTarget): void {
    alarms.addEventAlarm(this, "run_fails", {
      name: "curation-fails",
      description:
        "A run of the curation job did not succeed. Nothing is lost: the next run begins where this one did. The log of the run names the reason.",
      pattern: {
        source: ["aws.glue"],
        "detail-type": ["Glue Job State Change"],
        detail: { jobName: [this.job.name], state: ["FAILED", "TIMEOUT"] },
      },
      details: { run: "$.detail.jobRunId", state: "$.detail.state", reason: "$.detail.message" },
    });
    // https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
    alarms.addEventAlarm(this, "run_is_slow", {
      name: "curation-is-slow",
      description:
        "A run of the curation job takes longer than the time from one run to the next: the tables that people query get older with every run. Nothing is lost while raw files are kept.",
      pattern: {
        source: ["aws.glue"],
        "detail-type": ["Glue Job Run Status"],
        detail: { jobName: [this.job.name] },
      },
      details: { run: "$.detail.jobRunId", since: "$.detail.startedOn" },
    });
  }
}
