import { z } from "zod";
import { databaseUserArn, roleArn, takerArn, userArn } from "../modules/input-rules/arns";
import { eventName, externalId } from "../modules/input-rules/names";
import { wholeNumber } from "../modules/input-rules/numbers";
import { heldTo, members } from "./held-to";

/** ARN of an IAM role. */
export const roleArnSchema = heldTo(z.string(), roleArn);

/** Name of an event. Whether it has a contract is looked at when the lake is made. */
export const eventNameSchema = heldTo(z.string(), eventName);

/** Who may query the lake. */
export const reader = z.strictObject({
  /** IAM role that reads. A Lake Formation administrator, too, reads by a grant only; not the role that deploys. */
  principal: roleArnSchema,
  /**
   * Who may take the role: then the lake makes it, with what Athena needs, and `principal` is a role of the environment's
   * account whose name begins with `<namePrefix>-<name>-`. Left out: the role exists (docs/readers.md says what it needs).
   */
  assumedBy: heldTo(z.array(heldTo(z.string(), takerArn)), members(1)).optional(),
  /**
   * Event names whose tables it may read, each once, or "all": with `personal`, whatever the lake's database holds, now and
   * later; without, the tables of all contracts.
   */
  events: z.union([z.literal("all"), heldTo(z.array(eventNameSchema), members(1))], {
    error: 'must be "all" or a list of at least one event name. Put names in brackets',
  }),
  /** true: personal columns, too; with "all", `quarantine` and `uncontracted_event` as well (docs/readers.md). */
  personal: z.boolean().default(false),
  /** true: the raw tables of these events, too, with their duplicates; without `personal`, all columns but `payload`. */
  rawData: z.boolean().default(false),
});

export const athena = z
  .strictObject({
    /** GiB that one query may scan before it is ended: 1 to 100,000. */
    scanLimitGibibytes: heldTo(z.number(), wholeNumber(1, 100_000, "GiB that a query may scan")).default(100),
    /** Days for which the result of a query is kept: 1 to 365. */
    resultDays: heldTo(z.number(), wholeNumber(1, 365, "days for which a result is kept")).default(7),
  })
  .prefault({});

/** Database users of Redshift that may take the role. @see https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service.html */
const redshiftSpectrum = z.strictObject({
  databaseUsers: heldTo(z.array(heldTo(z.string(), databaseUserArn)), members(1)),
});

/** Both are named by DESC INTEGRATION. @see https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration */
const snowflake = z.strictObject({
  /** STORAGE_AWS_IAM_USER_ARN */
  userArn: heldTo(z.string(), userArn),
  /** STORAGE_AWS_EXTERNAL_ID */
  externalId: heldTo(z.string(), externalId),
});

export const externalReaders = z
  .strictObject({ redshiftSpectrum: redshiftSpectrum.optional(), snowflake: snowflake.optional() })
  .prefault({});
