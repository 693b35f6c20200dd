import { Token } from "cdktf";
import { RIGHT, type Rule, wrong } from "./rule";
import { partitionOf, REGIONS } from "./regions";

const PARTITIONS = ["aws", "aws-cn", "aws-us-gov"];

interface ArnRule {
  readonly service: string;
  /** The resource, whole. */
  readonly resource: RegExp;
  /** How to write it. */
  readonly shape: string;
  /** What it is the ARN of, with its article. */
  readonly what: string;
  /** "every": it has none. */
  readonly region: "its own" | "every";
  /** "its own": 12 digits. "none": it has none. "aws": 12 digits, or AWS's own. */
  readonly account: "its own" | "none" | "aws";
}

/**
 * The ARN of something, in its partition.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
function arn({ service, resource, shape, what, region, account }: ArnRule): Rule {
  const rule = `must be the ARN of ${what}: ${shape}`;
  return (value) => {
    if (typeof value !== "string") return wrong(value, rule, "Write the ARN");
    const [start, partition, itsService, itsRegion = "", itsAccount = "", ...rest] = value.split(":");
    if (start !== "arn") return wrong(value, rule, "Write the whole ARN, and not the name alone");
    if (partition === undefined || !PARTITIONS.includes(partition)) {
      const known = "must be an ARN of the partition aws, aws-cn or aws-us-gov";
      return wrong(value, known, "Begin it with arn:aws:, arn:aws-cn: or arn:aws-us-gov:");
    }
    if (itsService !== service) return wrong(value, rule, `Name something of ${service}`);
    if (region === "its own" ? !REGIONS.some((known) => known === itsRegion) : itsRegion !== "") {
      return wrong(value, rule, region === "its own" ? "Correct the region" : "Leave the region empty");
    }
    if (itsRegion !== "" && partitionOf(itsRegion) !== partition) {
      return wrong(value, `${itsRegion} is of the partition ${partitionOf(itsRegion)}`, "Correct one of the two");
    }
    if (!isAccount(itsAccount, account)) {
      return wrong(value, rule, account === "none" ? "Leave the account empty" : "Correct the account: 12 digits");
    }
    return resource.test(rest.join(":")) ? RIGHT : wrong(value, rule, "Correct what is behind the account");
  };
}

function isAccount(text: string, account: ArnRule["account"]): boolean {
  if (account === "none") return text === "";
  return /^\d{12}$/.test(text) || (account === "aws" && text === "aws");
}

/** A path, and the characters of a name behind it. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const PATH = String.raw`([\x21-\x29\x2B-\x3E\x40-\x7E]{1,511}\/)?`;
const PATH_AND_NAME = String.raw`${PATH}[\w+=,.@-]{1,64}`;

const IAM = { service: "iam", region: "every", account: "its own" } as const;

export const roleArn = arn({
  ...IAM,
  resource: new RegExp(`^role/${PATH_AND_NAME}$`),
  shape: "arn:aws:iam::<account>:role/<name>",
  what: "an IAM role",
});

export const userArn = arn({
  ...IAM,
  resource: new RegExp(`^user/${PATH_AND_NAME}$`),
  shape: "arn:aws:iam::<account>:user/<name>",
  what: "an IAM user",
});

/** Who may take a role: a role, a user, or whom an account lets. */
export const takerArn = arn({
  ...IAM,
  resource: new RegExp(`^(root|(role|user)/${PATH_AND_NAME})$`),
  shape: "arn:aws:iam::<account>:root, or :role/<name>, or :user/<name>",
  what: "a role, of a user, or of an account",
});

/** Whom a role can trust: those, an account by its number, and sessions. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const trustedPrincipal: Rule = (value) => {
  const session = /^arn:aws(-cn|-us-gov)?:sts::\d{12}:(assumed-role|federated-user)\/[\w+=,.@/-]+$/;
  return typeof value === "string" && (/^\d{12}$/.test(value) || session.test(value)) ? RIGHT : takerArn(value);
};

/** A managed policy of an account, or one of AWS. */
export const policyArn = arn({
  ...IAM,
  account: "aws",
  resource: new RegExp(String.raw`^policy/${PATH}[\w+=,.@-]{1,128}$`),
  shape: "arn:aws:iam::<account>:policy/<name>",
  what: "a managed policy",
});

/** @see https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service.html */
export const databaseUserArn = arn({
  service: "redshift",
  region: "its own",
  account: "its own",
  resource: /^dbuser:[a-z](-?[a-z0-9])*\/[^/\s:*]{1,128}$/,
  shape: "arn:aws:redshift:<region>:<account>:dbuser:<cluster>/<user>",
  what: "a database user",
});

export const bucketArn = arn({
  service: "s3",
  region: "every",
  account: "none",
  resource: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  shape: "arn:aws:s3:::<bucket>",
  what: "a bucket",
});

export const keyArn = arn({
  service: "kms",
  region: "its own",
  account: "its own",
  resource: /^key\/[A-Za-z0-9-]{1,128}$/,
  shape: "arn:aws:kms:<region>:<account>:key/<id>",
  what: "a KMS key",
});

export const keyAliasArn = arn({
  service: "kms",
  region: "its own",
  account: "its own",
  resource: /^alias\/[A-Za-z0-9/_-]{1,250}$/,
  shape: "arn:aws:kms:<region>:<account>:alias/<name>",
  what: "an alias of a KMS key",
});

export const streamArn = arn({
  service: "kinesis",
  region: "its own",
  account: "its own",
  resource: /^stream\/[A-Za-z0-9_.-]{1,128}$/,
  shape: "arn:aws:kinesis:<region>:<account>:stream/<name>",
  what: "a Kinesis stream",
});

export const deliveryStreamArn = arn({
  service: "firehose",
  region: "its own",
  account: "its own",
  resource: /^deliverystream\/[A-Za-z0-9_.-]{1,64}$/,
  shape: "arn:aws:firehose:<region>:<account>:deliverystream/<name>",
  what: "a delivery stream",
});

/** No FIFO: a message has no group. */
export const queueArn = arn({
  service: "sqs",
  region: "its own",
  account: "its own",
  resource: /^[A-Za-z0-9_-]{1,80}$/,
  shape: "arn:aws:sqs:<region>:<account>:<name>",
  what: "a standard queue",
});

/** No FIFO: CloudWatch's alarms and EventBridge reach standard topics. */
export const topicArn = arn({
  service: "sns",
  region: "its own",
  account: "its own",
  resource: /^[A-Za-z0-9_-]{1,256}$/,
  shape: "arn:aws:sns:<region>:<account>:<name>",
  what: "a standard topic",
});

/** An ARN names something in one partition, and a lake reaches nothing of another. */
export function ofPartitionAt(itsRegion: string): Rule {
  return (value) => {
    const partition = partitionOf(itsRegion);
    const [start, its] = String(value).split(":");
    if (Token.isUnresolved(partition) || start !== "arn" || its === partition) return RIGHT;
    return wrong(value, `must be of the partition ${partition}, which ${itsRegion} is of`, "Name something there");
  };
}

/** The account of an ARN; nothing where it is none. */
export function accountOf(value: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value)?.[1];
}

/**
 * Whom Lake Formation can grant something to.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakePrincipal.html
 */
export const lakePrincipal: Rule = (value) => {
  const rule =
    "must be whom Lake Formation can grant to: the ARN of a role, user, group or organisation, or an account id";
  if (value === "IAM_ALLOWED_PRINCIPALS") {
    return wrong(value, "would let every IAM principal past Lake Formation", "Name who is meant");
  }
  const isPrincipal =
    typeof value === "string" &&
    value.length <= 255 &&
    /^(\d{12}|arn:aws(-cn|-us-gov)?:(iam|organizations|quicksight|identitystore|sts):[a-z0-9-]*:(\d{12})?:[^\s:]+(:[^\s]+)?)$/.test(
      value,
    );
  return isPrincipal ? RIGHT : wrong(value, rule, "Write its whole ARN");
};
