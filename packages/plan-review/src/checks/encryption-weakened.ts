import type { ResourceChange } from "../plan/resource-change";
import { valueAt } from "../plan/values";
import type { Check, Observation } from "./check";

/** Where a type says how it encrypts. */
interface Encryption {
  /** Paths that name a key. */
  readonly keys?: readonly string[];
  /** Paths of a switch, with the values under which the customer's or the service's KMS key is used. */
  readonly switches?: Readonly<Record<string, readonly unknown[]>>;
  /** True when the resource is nothing but the setting: its deletion ends the encryption. */
  readonly setting?: boolean;
}

const S3_DEFAULT = "rule[0].apply_server_side_encryption_by_default[0]";
const ATHENA = "configuration[0].result_configuration[0].encryption_configuration[0]";

const ENCRYPTION: Readonly<Record<string, Encryption>> = {
  aws_athena_workgroup: {
    keys: [`${ATHENA}.kms_key_arn`],
    switches: { [`${ATHENA}.encryption_option`]: ["SSE_KMS", "CSE_KMS"] },
  },
  aws_cloudwatch_log_group: { keys: ["kms_key_id"] },
  aws_dynamodb_table: {
    keys: ["server_side_encryption[0].kms_key_arn"],
    switches: { "server_side_encryption[0].enabled": [true] },
  },
  aws_glue_crawler: { keys: ["security_configuration"] },
  aws_glue_job: { keys: ["security_configuration"] },
  aws_kinesis_firehose_delivery_stream: {
    keys: ["extended_s3_configuration[0].kms_key_arn", "server_side_encryption[0].key_arn"],
    switches: {
      "server_side_encryption[0].enabled": [true],
      "server_side_encryption[0].key_type": ["CUSTOMER_MANAGED_CMK"],
    },
  },
  aws_kinesis_stream: { keys: ["kms_key_id"], switches: { encryption_type: ["KMS"] } },
  aws_lambda_function: { keys: ["kms_key_arn"] },
  aws_s3_bucket_server_side_encryption_configuration: {
    keys: [`${S3_DEFAULT}.kms_master_key_id`],
    switches: { [`${S3_DEFAULT}.sse_algorithm`]: ["aws:kms", "aws:kms:dsse"] },
    setting: true,
  },
  aws_secretsmanager_secret: { keys: ["kms_key_id"] },
  aws_sns_topic: { keys: ["kms_master_key_id"] },
  aws_sqs_queue: { keys: ["kms_master_key_id"], switches: { sqs_managed_sse_enabled: [true] } },
};

/** Where any type may say so, beside those above: stores of all providers. */
const BY_NAME: Encryption = {
  keys: ["kms_key_id", "kms_key_arn", "kms_key_name", "kms_master_key_id", "encryption_spec[0].kms_key_name"],
  switches: Object.fromEntries(
    [
      ...["storage_encrypted", "encrypted", "at_rest_encryption_enabled", "transit_encryption_enabled"],
      ...["encryption_at_rest_enabled", "infrastructure_encryption_enabled", "https_traffic_only_enabled"],
      ...["enable_https_traffic_only", "ssl_enforcement_enabled", "encryption_at_host_enabled"],
      ...["encrypt_at_rest[0].enabled", "node_to_node_encryption[0].enabled", "tls_enabled"],
      "domain_endpoint_options[0].enforce_https",
    ].map((path) => [path, [true]]),
  ),
};

/** A key that AWS keeps for one service: nobody can take it away from somebody, or see who used it for what. */
const AWS_KEY = /(^|:)alias\/aws\//;

/**
 * What is stored is encrypted less than before: not at all, with AWS's own key instead of the customer's, or with another
 * key, while what was stored before still needs the old one.
 */
export const encryptionWeakened: Check = {
  id: "encryption-weakened",
  observe: (plan) =>
    plan.changed.filter(({ deposed }) => deposed === undefined).flatMap((change) => observation(change) ?? []),
};

function observation(change: ResourceChange): Observation | undefined {
  const encryption = ENCRYPTION[change.type] ?? BY_NAME;
  const deleted = change.kind === "delete";
  if ((deleted && encryption.setting !== true) || change.kind === "create") return undefined;
  const { keys = [], switches = {} } = encryption;
  const off = Object.keys(switches).filter((path) => isOff(change, path, switches[path] ?? []));
  const weaker = [...off, ...keys.filter((path) => isWeakerKey(change, path))];
  // A queue that gets a key of its own turns the service's own encryption off: that is stronger.
  const stronger = keys.some(
    (path) => !valueAt(change.before, path) && (change.isUnknown(path) || Boolean(valueAt(change.after, path))),
  );
  const other = keys.filter((path) => isOtherKey(change, path));
  const common = { topic: "access", address: change.address } as const;
  if (weaker.length > 0 && !stronger) {
    return {
      ...common,
      severity: "block",
      summary: "Encrypts what is stored from now on less than before.",
      evidence: change.evidence(...new Set([...weaker, ...keys.filter((path) => valueAt(change.before, path))])),
      remedy: "Keep the customer's key; what was stored before stays as it was encrypted, and still needs the old key.",
    };
  }
  if (other.length === 0) return undefined;
  return {
    ...common,
    severity: "warn",
    summary: "Encrypts with another key: what was stored before still needs the old one.",
    evidence: change.evidence(...other),
    remedy: "Keep the old key, and the rights to it, until nothing that it encrypted is read any more.",
  };
}

function isOff(change: ResourceChange, path: string, on: readonly unknown[]): boolean {
  if (change.isUnknown(path)) return false;
  return on.includes(valueAt(change.before, path)) && !on.includes(valueAt(change.after, path));
}

function isWeakerKey(change: ResourceChange, path: string): boolean {
  const [before, after] = [valueAt(change.before, path), valueAt(change.after, path)];
  if (typeof before !== "string" || before === "" || AWS_KEY.test(before) || change.isUnknown(path)) return false;
  return typeof after !== "string" || after === "" || AWS_KEY.test(after);
}

function isOtherKey(change: ResourceChange, path: string): boolean {
  const before = valueAt(change.before, path);
  if (typeof before !== "string" || before === "" || AWS_KEY.test(before)) return false;
  return change.isUnknown(path) || valueAt(change.after, path) !== before;
}
