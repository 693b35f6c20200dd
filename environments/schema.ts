import { z } from "zod";
import { athena, externalReaders, reader, roleArn } from "./reader-schema";

/** Where duplicates are removed. */
export const PROCESSING = ["in-flight", "in-lake"] as const;

export type Processing = (typeof PROCESSING)[number];

const roleName = z.string().regex(/^[\w+=,.@-]{1,64}$/, "must be the name of an IAM role, without path and account");

const positive = z.number().int().positive();

/** Minutes between two runs of which every day has the same. */
const RUN_INTERVALS = [15, 30, 60, 120, 180, 240, 360, 720, 1440] as const;

const streamMode = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("on-demand") }),
  z.strictObject({ kind: z.literal("provisioned"), shards: positive.max(500) }),
]);

/** The settings of one environment. Every file in this folder is one of these, checked before anything is built. */
export const environmentSchema = z
  .strictObject({
    /** Part of every resource name. Unique among the environments. */
    name: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{1,11}$/,
        "must be 2 to 12 characters: lower-case letters, digits, hyphens; a letter first",
      ),
    /** AWS account that this environment may be deployed to, and no other. */
    accountId: z.string().regex(/^\d{12}$/, "must be the 12 digits of an AWS account id, as text"),
    /** A region of the commercial partition: ARNs are written with `arn:aws:`. */
    region: z
      .string()
      .regex(/^(?!cn-|us-gov-)[a-z]{2}(-[a-z]+)+-\d$/, "must be a region of the aws partition, such as eu-central-1"),
    /** First part of every resource name; the state bucket's too, so environments of one account share it. */
    namePrefix: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{1,15}$/,
        "must be 2 to 16 characters: lower-case letters, digits, hyphens; a letter first",
      ),
    /**
     * Roles that administer Lake Formation in this account. The role that deploys must be one of them; the others may alter
     * and drop what it makes.
     */
    dataLakeAdministrators: z.array(roleArn).min(1).max(30),
    /**
     * GitHub repository whose workflows plan and deploy: the account stack makes their roles, `workflowRoles`. Left out: nobody
     * but people deploys, or the roles exist.
     */
    github: z
      .strictObject({
        repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "must be a repository on GitHub, as OWNER/NAME"),
        /** "existing": the account has GitHub's OIDC provider; an account can have one. */
        oidcProvider: z.enum(["create", "existing"]).default("create"),
      })
      .optional(),
    /**
     * Names of the roles that the workflows of `.github/` take in this account: one plans and reads, the other deploys and
     * is a data lake administrator.
     */
    workflowRoles: z
      .strictObject({ plan: roleName.default("event-lake-plan"), deploy: roleName.default("event-lake-deploy") })
      .prefault({}),
    /**
     * Where duplicates are removed: "in-flight", by a Lambda function before anything is stored and by the curation job;
     * "in-lake", by the curation job alone. A change destroys what only the other needs (docs/runbooks/switch-processing.md).
     */
    processing: z.enum(PROCESSING).default("in-flight"),
    /** The other processing, kept while `processing` is switched. */
    switchingFrom: z.enum(PROCESSING).optional(),
    /** What the producers are expected to send; capacity and checks are derived from it. */
    traffic: z.strictObject({ eventsPerHour: positive, averageEventBytes: positive.max(1_048_576) }),
    deduplication: z.strictObject({
      /** Days for which an id is remembered. */
      windowDays: positive.max(30).default(7),
      /**
       * How claimed ids are kept: "bucket-log" is many times cheaper and needs producers that keep `created_at` when they
       * send an event again; "item-per-event" does not. A change forgets the ids of the window (docs/deduplication.md).
       */
      index: z.enum(["bucket-log", "item-per-event"]).default("bucket-log"),
    }),
    stream: z.strictObject({
      mode: streamMode,
      /** Hours for which records can be read again: 24 to 8,760. */
      retentionHours: z.number().int().min(24).max(8760),
    }),
    /** "customer-managed": one KMS key of this environment. "aws-managed": the services' own keys, no monthly price. */
    encryption: z.enum(["aws-managed", "customer-managed"]),
    delivery: z.strictObject({
      /** MiB that a partition collects before it is written: 64 to 128 (dynamic partitioning allows no less than 64). */
      bufferMebibytes: z.number().int().min(64).max(128),
      /** Seconds after which a partition is written all the same: 60 to 900. */
      bufferSeconds: z.number().int().min(60).max(900),
      /** Active partitions that the account's Firehose quota allows: 500 unless AWS raised it, 5,000 at most. */
      activePartitionQuota: z.number().int().min(1).max(5000).default(500),
      /**
       * MiB a second that the account's Firehose quota for Direct PUT allows. Left out: what AWS gives at first, 5 in us-east-1,
       * us-west-2 and eu-west-1, 1 elsewhere.
       */
      directPutMebibytes: z.number().positive().max(1000).optional(),
    }),
    storage: z.strictObject({
      /** Days for which raw files are kept. */
      rawRetentionDays: positive,
      /** Longest pause of the curation job, in days, after which it must still find every raw file. */
      longestCurationPauseDays: positive,
    }),
    curation: z
      .strictObject({
        /** Minutes from one run of the curation job to the next. */
        everyMinutes: z.literal(RUN_INTERVALS, { error: `must be one of ${RUN_INTERVALS.join(", ")}` }).default(60),
        /** Days for which an older version of a table can be read, and for which erased data can be brought back. */
        timeTravelDays: positive.max(365).default(7),
      })
      .prefault({}),
    readers: z.array(reader),
    /**
     * Events whose Delta table the crawler has registered. A grant on a single table can only be made then; a reader of
     * "all" does not need it (docs/readers.md).
     */
    registeredEvents: z.array(z.string()).default([]),
    athena,
    /** Readers outside of Athena and Spark (docs/readers.md). */
    externalReaders,
    /** Who hears of an alarm. */
    alarmEmail: z.email(),
    /** true: nothing that holds data can be destroyed by Terraform (docs/runbooks/remove-an-environment.md lifts it). */
    removalProtection: z.boolean(),
  })
  .superRefine((settings, context) => {
    const windowHours = settings.deduplication.windowDays * 24;
    if (windowHours < settings.stream.retentionHours) {
      context.addIssue({
        code: "custom",
        path: ["deduplication", "windowDays"],
        input: settings.deduplication.windowDays,
        message:
          `must cover stream.retentionHours (${settings.stream.retentionHours} h): a replay of the stream would pass as new events. ` +
          `Set it to ${Math.ceil(settings.stream.retentionHours / 24)} or more, or shorten the retention`,
      });
    }
    if (settings.storage.rawRetentionDays <= settings.storage.longestCurationPauseDays) {
      context.addIssue({
        code: "custom",
        path: ["storage", "rawRetentionDays"],
        input: settings.storage.rawRetentionDays,
        message:
          `must be more than storage.longestCurationPauseDays (${settings.storage.longestCurationPauseDays}): ` +
          "a raw file that expires while the curation job is paused is lost",
      });
    }
    if (settings.switchingFrom === settings.processing) {
      context.addIssue({
        code: "custom",
        path: ["switchingFrom"],
        input: settings.switchingFrom,
        message: "is what processing says: it names the processing that is left. Remove it, or change one of the two",
      });
    }
    for (const [index, { principal, events }] of settings.readers.entries()) {
      if (settings.readers.findIndex((other) => other.principal === principal) !== index) {
        context.addIssue({
          code: "custom",
          path: ["readers", index, "principal"],
          input: principal,
          message: "is a reader already: write all of its events in one entry",
        });
      }
      if (events !== "all" && new Set(events).size < events.length) {
        context.addIssue({
          code: "custom",
          path: ["readers", index, "events"],
          input: events,
          message: "names an event twice: remove one of them",
        });
      }
      if (principal === `arn:aws:iam::${settings.accountId}:role/${settings.workflowRoles.deploy}`) {
        context.addIssue({
          code: "custom",
          path: ["readers", index, "principal"],
          input: principal,
          message:
            "is the role that deploys: it made the tables, and a grant to it could not be revoked. Remove it here",
        });
      }
    }
  });

/** What an environment file says; a key with a default may be left out. */
export type EnvironmentSettings = z.input<typeof environmentSchema>;

/** A checked environment, every default filled in. */
export type Environment = z.output<typeof environmentSchema>;
