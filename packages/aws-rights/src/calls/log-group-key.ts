import { jsonOf, type AwsCall } from "../aws-call";
import { access, arn, type Access, type Place } from "../access";

/** A use of a key that CloudWatch Logs tries when a log group is to be encrypted with it. */
export interface LogGroupKey extends Omit<Access, "action"> {
  readonly service: string;
  readonly logGroup: string;
  readonly actions: readonly string[];
}

/** Of each of the five groups of actions that AWS asks for, what the key's policy must allow. */
const ACTIONS = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** @returns undefined for a call that gives no log group a key */
export function logGroupKey({ service, operation, ...message }: AwsCall, place: Place): LogGroupKey | undefined {
  if (service !== "logs" || (operation !== "CreateLogGroup" && operation !== "AssociateKmsKey")) return undefined;
  const { logGroupName, kmsKeyId: key } = jsonOf(message);
  if (typeof key !== "string") return undefined;
  const logGroup = arn("logs", `log-group:${String(logGroupName)}`, place);
  const { resource, context } = access({
    action: "",
    resource: key,
    context: { "kms:EncryptionContext:aws:logs:arn": logGroup },
  });
  return { service: `logs.${place.region}.amazonaws.com`, logGroup, actions: ACTIONS, resource, context };
}
