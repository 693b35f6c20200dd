import { Fn, Token } from "cdktf";
import { RIGHT, type Rule, wrong } from "./rule";

/**
 * Regions of the partitions aws, aws-cn and aws-us-gov, as the AWS SDKs know them in November 2026.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export const REGIONS = [
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-central-1",
  "ca-west-1",
  "cn-north-1",
  "cn-northwest-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "mx-central-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-gov-east-1",
  "us-gov-west-1",
  "us-west-1",
  "us-west-2",
] as const;

const OTHER_PARTITION = /^(us-iso|eu-iso|eusc-)/;

/** A region that there is, of a partition whose services are named as they are written here. */
export const region: Rule = (value) => {
  if (REGIONS.some((known) => known === value)) return RIGHT;
  if (typeof value === "string" && OTHER_PARTITION.test(value)) {
    const rule = "must be a region of the partition aws, aws-cn or aws-us-gov";
    return wrong(value, rule, "Choose one, such as eu-central-1");
  }
  const near = typeof value === "string" && nearestRegion(value);
  return wrong(
    value,
    "must be a region of AWS, such as eu-central-1",
    near ? `Write ${near}` : "Write its code: small letters, hyphens, a digit, and no zone",
  );
};

/** The region that an availability zone (`eu-west-1a`), a capital or a space hides. */
function nearestRegion(value: string): string | undefined {
  const plain = value.trim().toLowerCase().replaceAll("_", "-");
  return REGIONS.find(
    (known) => known === plain || plain === known.replaceAll("-", "") || plain.replace(/[a-z]$/, "") === known,
  );
}

/**
 * The partition of a region, which ARNs begin with: Terraform finds it where the region is a token.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function partitionOf(itsRegion: string): string {
  if (Token.isUnresolved(itsRegion)) {
    const startsWith = (text: string) => Token.asString(Fn.startswith(itsRegion, text));
    const outsideChina = Token.asString(Fn.conditional(startsWith("us-gov-"), "aws-us-gov", "aws"));
    return Token.asString(Fn.conditional(startsWith("cn-"), "aws-cn", outsideChina));
  }
  const text: unknown = itsRegion;
  // Somebody may pass none, and is told so by the rule of regions.
  if (typeof text !== "string") return "aws";
  if (text.startsWith("cn-")) return "aws-cn";
  return text.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const accountId: Rule = (value) => {
  if (typeof value === "string" && /^\d{12}$/.test(value)) return RIGHT;
  const fix = typeof value === "string" ? "Write the digits alone, with leading zeros" : "Write it in quotes";
  return wrong(value, "must be the 12 digits of an AWS account id, as text", fix);
};
