import { z } from "zod";
import {
  activePartitionQuota,
  directPutMebibytes,
  objectDays,
  partitionedBuffer,
  peakEventsPerSecond,
  retentionHours,
  shards,
  timeTravelDays,
} from "../modules/input-rules/limits";
import { gitHubRepository, lakeName, namePrefix, roleName } from "../modules/input-rules/names";
import { wholeNumber } from "../modules/input-rules/numbers";
import { accountId, region } from "../modules/input-rules/regions";
import type { Rule } from "../modules/input-rules/rule";
import { emailAddress, webAddress } from "../modules/input-rules/texts";
import { AGREEMENTS, LONGEST_WINDOW_DAYS } from "./agreements";
import { heldTo, members } from "./held-to";
import { athena, eventNameSchema, externalReaders, reader, roleArnSchema } from "./reader-schema";

/** Where duplicates are removed. */
export const PROCESSING = ["in-flight", "in-lake"] as const;

export type Processing = (typeof PROCESSING)[number];

const text = (rule: Rule) => heldTo(z.string(), rule);
const number = (rule: Rule) => heldTo(z.number(), rule);

/** Minutes between two runs of which every day has the same. */
const RUN_INTERVALS = [15, 30, 60, 120, 180, 240, 360, 720, 1440] as const;

const streamMode = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("on-demand") }),
  z.strictObject({
    kind: z.literal("provisioned"),
    /** 1 to 20,000. Left out: as many as the peak of the declared traffic needs. */
    shards: number(shards).optional(),
  }),
]);

/** The settings of one environment. Every file in this folder is one of these, checked before anything is built. */
export const environmentSchema = z
  .strictObject({
    /** Part of every resource name: 2 to 12 lower-case letters, digits, hyphens. Unique among the environments. */
    name: text(lakeName),
    /** AWS account that this environment may be deployed to, and no other: 12 digits, as text. */
    accountId: text(accountId),
    /** For example `eu-central-1`; those of China and GovCloud, too. */
    region: text(region),
    /**
     * First part of every resource name, 2 to 16 lower-case letters, digits, hyphens; the state bucket's too, so environments
     * of one account share it. Names of buckets have 63 characters at most, and do not begin as S3 reserves.
     */
    namePrefix: text(namePrefix),
    /**
     * Roles of this account that administer Lake Formation in it, 1 to 30. The role that deploys must be one of them; the others may alter
     * and drop what it makes.
     */
    dataLakeAdministrators: heldTo(z.array(roleArnSchema), members(1, 30)),
    /**
     * GitHub repository whose workflows plan and deploy: the account stack makes their roles, `workflowRoles`. Left out: nobody
     * but people deploys, or the roles exist.
     */
    github: z
      .strictObject({
        repository: text(gitHubRepository),
        /** "existing": the account has GitHub's OIDC provider; an account can have one. */
        oidcProvider: z.enum(["create", "existing"]).default("create"),
      })
      .optional(),
    /**
     * Names of the roles that the workflows of `.github/` take in this account: one plans and reads, the other deploys and
     * is a data lake administrator: two roles, named without path and account.
     */
    workflowRoles: z
      .strictObject({
        plan: text(roleName).default("event-lake-plan"),
        deploy: text(roleName).default("event-lake-deploy"),
      })
      .prefault({}),
    /**
     * Where duplicates are removed: "in-flight", by a Lambda function before anything is stored and by the curation job;
     * "in-lake", by the curation job alone. A change destroys what only the other needs (docs/runbooks/switch-processing.md).
     */
    processing: z.enum(PROCESSING).default("in-flight"),
    /** The other processing, kept while `processing` is switched. */
    switchingFrom: z.enum(PROCESSING).optional(),
    /** What the producers are expected to send; capacity and checks are derived from it. */
    traffic: z.strictObject({
      /** A whole number, 1 or more. */
      eventsPerHour: number(wholeNumber(1, 1_000_000_000_000, "events an hour, on average")),
      /** 1 to 1,048,576: more is no record of Kinesis. */
      averageEventBytes: number(wholeNumber(1, 1_048_576, "bytes of an event, on average")),
      /** Events of the busiest second: the average or more. Left out: twice the average. */
      peakEventsPerSecond: number(peakEventsPerSecond).optional(),
    }),
    deduplication: z.strictObject({
      /** Days for which an id is remembered: 1 to 30, as long as the stream keeps a record or longer. */
      windowDays: number(wholeNumber(1, LONGEST_WINDOW_DAYS, "days for which an id is remembered")).default(7),
      /**
       * How claimed ids are kept: "bucket-log" is many times cheaper and needs producers that keep `created_at` when they
       * send an event again; "item-per-event" does not. A change forgets the ids of the window (docs/deduplication.md).
       */
      index: z.enum(["bucket-log", "item-per-event"]).default("bucket-log"),
    }),
    stream: z.strictObject({
      mode: streamMode,
      /** Hours for which records can be read again: 24 to 8,760. */
      retentionHours: number(retentionHours),
    }),
    /** "customer-managed": one KMS key of this environment. "aws-managed": the services' own keys, no monthly price. */
    encryption: z.enum(["aws-managed", "customer-managed"]),
    delivery: z.strictObject({
      /** MiB that a partition collects before it is written: 64 to 128 (dynamic partitioning allows no less than 64). */
      bufferMebibytes: number(partitionedBuffer.mebibytes),
      /** Seconds after which a partition is written all the same: 60 to 900. */
      bufferSeconds: number(partitionedBuffer.seconds),
      /** Active partitions that the account's Firehose quota allows: 500 unless AWS raised it, 5,000 at most. */
      activePartitionQuota: number(activePartitionQuota).default(500),
      /**
       * MiB a second that the account's Firehose quota for Direct PUT allows, 0.001 to 1,000. Left out: what AWS gives at first, 5 in us-east-1,
       * us-west-2 and eu-west-1, 1 elsewhere.
       */
      directPutMebibytes: number(directPutMebibytes).optional(),
    }),
    storage: z.strictObject({
      /** Days for which raw files are kept, more than the longest pause. */
      rawRetentionDays: number(objectDays),
      /** Longest pause of the curation job, in days, 1 or more, after which it must still find every raw file. */
      longestCurationPauseDays: number(wholeNumber(1, 2_147_483_646, "days for which the job may pause")),
    }),
    curation: z
      .strictObject({
        /** Minutes from one run of the curation job to the next. */
        everyMinutes: z
          .literal(RUN_INTERVALS, { error: `must be one of ${RUN_INTERVALS.join(", ")}. Choose one of them` })
          .default(60),
        /**
         * "flex": runs on spare capacity for two thirds of the price. A run may wait for it or lose it, and the next one goes on:
         * nothing is lost, and tables may be older than `everyMinutes`. Not where a run needs more than G.2X workers.
         */
        executionClass: z.enum(["standard", "flex"]).default("standard"),
        /** Days, 1 to 365, for which an older version of a table can be read, and for which erased data can be brought back. */
        timeTravelDays: number(timeTravelDays).default(7),
      })
      .prefault({}),
    readers: z.array(reader),
    /**
     * Events whose Delta table the crawler has registered. A grant on a single table can only be made then; a reader of
     * "all" does not need it (docs/readers.md).
     */
    registeredEvents: heldTo(z.array(eventNameSchema), members(0)).default([]),
    athena,
    /** Readers outside of Athena and Spark (docs/readers.md). */
    externalReaders,
    /** Who hears of an alarm: one address. */
    alarmEmail: text(emailAddress),
    /**
     * Folder with the page of each alarm, to which its text links: `https://`, 300 characters at most. Left out: docs/runbooks
     * of the GitHub repository, on its branch main; without `github`, no link.
     */
    runbookBaseUrl: text(webAddress).optional(),
    /** true: nothing that holds data can be destroyed by Terraform (docs/runbooks/remove-an-environment.md lifts it). */
    removalProtection: z.boolean(),
  })
  .superRefine((settings, context) => {
    const wrongKeys = new Set(context.issues.map(({ path }) => path?.[0]));
    for (const { of, find } of AGREEMENTS) {
      if (of.some((key) => wrongKeys.has(key))) continue;
      for (const { at, value, rule, fix } of find(settings)) {
        context.addIssue({ code: "custom", path: [...at], message: `${rule}. ${fix}`, input: value });
      }
    }
  });

/** What an environment file says; a key with a default may be left out. */
export type EnvironmentSettings = z.input<typeof environmentSchema>;

/** A checked environment, every default filled in. */
export type Environment = z.output<typeof environmentSchema>;
