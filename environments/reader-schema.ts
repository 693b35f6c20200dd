import { z } from "zod";

export const roleArn = z
  .string()
  .regex(
    /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    "must be the ARN of an IAM role: arn:aws:iam::<account>:role/<name>",
  );

/** Who may query the lake. */
export const reader = z.strictObject({
  /** IAM role that reads. A Lake Formation administrator, too, reads by a grant only; not the role that deploys. */
  principal: roleArn,
  /**
   * Who may take the role: then the lake makes it, with what Athena needs, and `principal` is a role of the environment's
   * account whose name begins with `<namePrefix>-<name>-`. Left out: the role exists (docs/readers.md says what it needs).
   */
  assumedBy: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws:iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)$/,
          "must be the ARN of a role, of a user, or of an account: arn:aws:iam::<account>:root",
        ),
    )
    .min(1)
    .optional(),
  /** Event names whose tables it may read, or "all": whatever the lake's database holds, now and later. */
  events: z.union([z.literal("all"), z.array(z.string()).min(1)], {
    error: 'must be "all" or a list of at least one event name',
  }),
  /** true: the raw tables of these events, too, with their duplicates. */
  rawData: z.boolean().default(false),
});

export const athena = z
  .strictObject({
    /** GiB that one query may scan before it is ended. */
    scanLimitGibibytes: z.number().int().min(1).max(100_000).default(100),
    /** Days for which the result of a query is kept. */
    resultDays: z.number().int().min(1).max(365).default(7),
  })
  .prefault({});

/** Database users of Redshift that may take the role. @see https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service.html */
const redshiftSpectrum = z.strictObject({
  databaseUsers: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws:redshift:[a-z0-9-]+:\d{12}:dbuser:[^/\s]+\/[^/\s]+$/,
          "must be the ARN of a database user: arn:aws:redshift:<region>:<account>:dbuser:<cluster>/<user>",
        ),
    )
    .min(1),
});

/** Both are named by DESC INTEGRATION. @see https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration */
const snowflake = z.strictObject({
  /** STORAGE_AWS_IAM_USER_ARN */
  userArn: z.string().regex(/^arn:aws:iam::\d{12}:user\/[\w+=,.@/-]+$/, "must be the ARN of an IAM user"),
  /** STORAGE_AWS_EXTERNAL_ID */
  externalId: z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, "must be an external id of 2 to 1,224 characters"),
});

export const externalReaders = z
  .strictObject({ redshiftSpectrum: redshiftSpectrum.optional(), snowflake: snowflake.optional() })
  .prefault({});
