import { both, RIGHT, type Rule, wrong } from "./rule";
import { text } from "./texts";

const WORD = { allowed: /[A-Za-z0-9_-]/, characters: "letters, digits, _ and -" };
const DOTTED_WORD = { allowed: /[A-Za-z0-9_.-]/, characters: "letters, digits, _, . and -" };
const ROLE_CHARACTERS = { allowed: /[A-Za-z0-9_+=,.@-]/, characters: "letters, digits and _+=,.@-" };
const DATABASE_CHARACTERS = { allowed: /[a-z0-9_]/, characters: "lower-case letters, digits and _" };

/** A file or folder is named after it. */
function noPath(what: string): Rule {
  return (value) =>
    value === "." || value === ".." ? wrong(value, `${what} must be more than dots`, "Write a name") : RIGHT;
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html */
export const streamName = text({ what: "the name of a Kinesis stream", most: 128, ...DOTTED_WORD });

/** Its role and log group have the same name. @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html */
export const deliveryStreamName = text({ what: "the name of a delivery stream", most: 64, ...DOTTED_WORD });

/** Its role, log group and deployment package have the same name. @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const functionName = text({ what: "the name of a Lambda function", most: 64, ...WORD });

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export const dynamoTableName = text({ what: "the name of a DynamoDB table", least: 3, most: 255, ...DOTTED_WORD });

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const queueName = text({ what: "the name of an SQS queue", most: 80, ...WORD });

/** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const topicName = text({ what: "the name of an SNS topic", most: 256, ...WORD });

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const roleName = text({
  what: "the name of an IAM role, without path and account,",
  most: 64,
  ...ROLE_CHARACTERS,
});

/** A crawler, whose role has the same name. @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateCrawler.html */
export const crawlerName = text({ what: "the name of a crawler and its role", most: 64, ...ROLE_CHARACTERS });

/** A Glue job, whose role, log groups and folder have the same name. @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html */
export const jobName = both(
  text({ what: "the name of a Glue job, its role and its log groups", most: 64, ...DOTTED_WORD }),
  noPath("the name of a Glue job"),
);

/** @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
export const databaseName = text({ what: "the name of a Glue database", most: 255, ...DATABASE_CHARACTERS });

/** @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
export const tableName = text({ what: "the name of a Glue table", most: 255, ...DATABASE_CHARACTERS });

/** @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
export const columnName = text({ what: "the name of a column", most: 255, ...DATABASE_CHARACTERS });

/** Column of a Delta table, whose log keeps capitals. */
export const contractColumn = text({
  what: "the name of a column",
  most: 255,
  allowed: /[A-Za-z0-9_]/,
  characters: "letters, digits and _",
});

/** @see https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html */
export const workgroupName = both(
  text({ what: "the name of an Athena workgroup", most: 128, ...DOTTED_WORD }),
  (value) =>
    value === "primary"
      ? wrong(value, 'the workgroup "primary" is there in every account', "Choose another name")
      : RIGHT,
);

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const logGroupPattern = text({
  what: "the name of a log group, with * for any text,",
  most: 512,
  allowed: /[A-Za-z0-9_./#*-]/,
  characters: "letters, digits and _./#-*",
});

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const eventRuleName = text({ what: "the name of an EventBridge rule", most: 64, ...DOTTED_WORD });

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const alarmName = text({ what: "the name of an alarm", most: 255 });

const ALIAS = text({
  what: "an alias, alias/ included,",
  least: 7,
  most: 256,
  allowed: /[A-Za-z0-9/_-]/,
  characters: "letters, digits and /_-",
});

/** With `alias/` in front, or without. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const keyAlias: Rule = (value) => {
  if (typeof value !== "string") return ALIAS(value);
  const alias = value.startsWith("alias/") ? value : `alias/${value}`;
  if (/^alias\/aws\//i.test(alias)) {
    return wrong(value, "aliases that begin with alias/aws/ are those of AWS", "Choose another one");
  }
  return ALIAS(alias).map((mistake) => ({ ...mistake, value }));
};

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTag.html */
export const lakeTagKey = text({
  what: "the key of an LF-tag",
  most: 128,
  allowed: /[\p{L}\p{Z}\p{N}_.:/=+@%-]/u,
  characters: "letters, digits, spaces and _.:/=+-@%",
});

/** Lake Formation takes 256 characters, and Terraform's provider 255. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTag.html */
export const lakeTagValue = text({
  what: "the value of an LF-tag",
  most: 255,
  allowed: /[\p{L}\p{Z}\p{N}_.:/=+@%-]/u,
  characters: "letters, digits, spaces and _.:/=+-@%",
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html */
export const externalId = text({
  what: "an external id",
  least: 2,
  most: 1224,
  allowed: /[A-Za-z0-9_+=,.@:/-]/,
  characters: "letters, digits and _+=,.@:/-",
});

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const roleDescription = text({
  what: "the description of a role",
  most: 1000,
  allowed: /[\t\n\r\x20-\x7E\u00A1-\u00FF]/,
  characters: "those of Latin-1",
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services */
export const servicePrincipal: Rule = (value) =>
  typeof value === "string" && /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/.test(value)
    ? RIGHT
    : wrong(value, "must be a service of AWS", "Write it like lambda.amazonaws.com");

/** @see https://docs.github.com/en/repositories/creating-and-managing-repositories/about-repositories */
export const gitHubRepository: Rule = (value) =>
  typeof value === "string" && /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/.test(value)
    ? RIGHT
    : wrong(value, "must be a repository on GitHub, as OWNER/NAME", "Write it without https:// and .git's address");

/** Its name is part of the subject of a token, where a colon parts two fields. */
export const gitHubEnvironment = text({
  what: "the name of an environment on GitHub",
  most: 255,
  allowed: /[^\p{Cc}:]/u,
  characters: "any but : and control characters",
});

/** As producers send it: the deduplicator rejects a longer one. */
export const eventName = text({ what: "the name of an event", most: 256 });

const LAKE_NAME = { allowed: /[a-z0-9-]/, characters: "lower-case letters, digits and hyphens, a letter first" };

/** A name that the names of resources begin with. */
function beginning(what: string, least: number, most: number): Rule {
  return both(text({ what, least, most, ...LAKE_NAME }), (value) =>
    typeof value === "string" && /^[a-z]/.test(value)
      ? RIGHT
      : wrong(value, `${what} must begin with a lower-case letter`, "Put a letter first"),
  );
}

/** A part of a name that is put together. */
export const namePart = beginning("a part of a name", 1, 63);

const prefixText = beginning("the first part of every name", 2, 16);

/** First part of the names of a lake. */
export const namePrefix: Rule = (value) => {
  const mistakes = prefixText(value);
  if (mistakes.length > 0) return mistakes;
  const reserved = RESERVED_BEGINNINGS.find((start) => `${String(value)}-`.startsWith(start));
  return reserved === undefined
    ? RIGHT
    : wrong(value, `names of buckets would begin with ${reserved}, which S3 reserves`, "Choose another one");
};

/** Second part of the names of a lake. */
export const lakeName = beginning("the second part of every name", 2, 12);

const RESERVED_BEGINNINGS = ["amzn-s3-demo-", "sthree-", "xn--"];
const RESERVED_ENDS = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"];

const BUCKET = text({
  what: "the name of a bucket",
  least: 3,
  most: 63,
  allowed: /[a-z0-9.-]/,
  characters: "lower-case letters, digits, . and -",
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName: Rule = both(BUCKET, (value) => {
  const name = String(value);
  const end = RESERVED_ENDS.find((reserved) => name.endsWith(reserved));
  const start = RESERVED_BEGINNINGS.find((reserved) => name.startsWith(reserved));
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) {
    return wrong(
      value,
      "the name of a bucket must begin and end with a letter or digit",
      "Take away what is before or behind it",
    );
  }
  if (name.includes("..")) return wrong(value, "the name of a bucket has no two dots in a row", "Take one away");
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) {
    return wrong(value, "the name of a bucket must not look like an IP address", "Choose another one");
  }
  if (start !== undefined) {
    return wrong(value, `the name of a bucket must not begin with ${start}, which S3 reserves`, "Choose another one");
  }
  if (end !== undefined) {
    return wrong(value, `the name of a bucket must not end with ${end}, which S3 reserves`, "Choose another one");
  }
  return RIGHT;
});
