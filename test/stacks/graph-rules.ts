import { isLike } from "@event-lake/aws-rights";
import { statementsOf } from "../modules/policy-statements";
import type { Resource } from "../modules/synthesised";

/** A rule about who waits for whom, and who lets whom, in what is synthesised. */
export interface GraphRule {
  /** Behind "every": `resource that ...`. */
  readonly title: string;
  /** What the rule is about. */
  subjects(graph: Graph): readonly Resource[];
  /** What a subject lacks, in words; empty when it keeps the rule. */
  lacks(subject: Resource, graph: Graph): readonly string[];
}

/** The resources of one stack. */
export class Graph {
  constructor(readonly resources: readonly Resource[]) {}

  ofTypes(...types: readonly string[]): readonly Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The resources of a type that an argument, or any argument, names. */
  namedBy(value: unknown, type: string): readonly Resource[] {
    const text = JSON.stringify(value ?? null);
    return this.ofTypes(type).filter((resource) => text.includes(`\${${address(resource)}.`));
  }
}

export function address({ type, id }: Resource): string {
  return `${type}.${id}`;
}

const argumentsOf = ({ config }: Resource) => ({ ...config, depends_on: undefined });

/** Which of these a resource does not wait for by itself. */
function unawaited(resource: Resource, others: readonly Resource[]): readonly string[] {
  const awaited = (resource.config["depends_on"] ?? []) as readonly string[];
  return others.map(address).filter((other) => !awaited.includes(other));
}

/** Types that work with a role as soon as they are created: AWS refuses them, or their first call, without its policy. */
const TAKE_A_ROLE = [
  "aws_glue_crawler",
  "aws_glue_job",
  "aws_kinesis_firehose_delivery_stream",
  "aws_lakeformation_resource",
  "aws_lambda_function",
];

function policiesOf(role: Resource, graph: Graph): readonly Resource[] {
  return graph
    .ofTypes("aws_iam_role_policy")
    .filter((policy) => graph.namedBy(policy.config["role"], role.type).includes(role));
}

const roleWaits: GraphRule = {
  title: "resource that takes a role waits for the role's policy",
  subjects: (graph) => graph.ofTypes(...TAKE_A_ROLE),
  lacks: (subject, graph) =>
    graph.namedBy(argumentsOf(subject), "aws_iam_role").flatMap((role) => unawaited(subject, policiesOf(role, graph))),
};

/** Lambda tries to read when a mapping is created. */
const mappingWaits: GraphRule = {
  title: "event source mapping waits for the policy of its function's role",
  subjects: (graph) => graph.ofTypes("aws_lambda_event_source_mapping"),
  lacks: (subject, graph) =>
    graph
      .namedBy(subject.config["function_name"], "aws_lambda_function")
      .flatMap((lambda) => graph.namedBy(lambda.config["role"], "aws_iam_role"))
      .flatMap((role) => unawaited(subject, policiesOf(role, graph))),
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const logGroupKey: GraphRule = {
  title: "log group with a customer key is in the key's policy",
  subjects: (graph) =>
    graph.ofTypes("aws_cloudwatch_log_group").filter(({ config }) => config["kms_key_id"] !== undefined),
  lacks: (subject, graph) =>
    graph.namedBy(subject.config["kms_key_id"], "aws_kms_key").flatMap((key) => {
      const allowed = statementsOf(key).flatMap(({ Effect, Condition }) =>
        Effect === "Allow" ? (Condition?.["ArnLike"]?.["kms:EncryptionContext:aws:logs:arn"] ?? []) : [],
      );
      const group = `:log-group:${String(subject.config["name"])}`;
      return allowed.some((arn) => isLike(arn.slice(arn.indexOf(":log-group:")), group))
        ? []
        : [`${address(key)} for ${group}`];
    }),
};

/** Who encrypts with the key in the caller's name: it is the role's rights that AWS asks for. */
const roleKey: GraphRule = {
  title: "role that uses a bucket, queue, stream or table with a customer key has rights on the key",
  subjects: (graph) => graph.ofTypes("aws_iam_role_policy"),
  lacks: (subject, graph) => {
    const statements = statementsOf(subject);
    const onKeys = statements.filter(({ Action }) => Action.some((action) => action.startsWith("kms:")));
    const used = statements
      .filter(({ Action }) => Action.some((action) => USES_THE_KEY.test(action)))
      .flatMap(({ Resource: resources }) => ENCRYPTED.flatMap((type) => graph.namedBy(resources, type)));
    const keys = new Set(used.flatMap((resource) => keysOf(resource, graph)));
    return [...keys].filter((key) => !graph.namedBy(onKeys, key.type).includes(key)).map(address);
  },
};

const USES_THE_KEY =
  /^(s3:(Get|Put)Object|sqs:(Send|Receive)Message|kinesis:(GetRecords|PutRecords?)|dynamodb:\w*(Item|Query))$/;
const ENCRYPTED = ["aws_s3_bucket", "aws_sqs_queue", "aws_kinesis_stream", "aws_dynamodb_table"];

/** The keys of a resource; those of a bucket are in a resource of their own. */
function keysOf(resource: Resource, graph: Graph): readonly Resource[] {
  const settings =
    resource.type === "aws_s3_bucket"
      ? graph
          .ofTypes("aws_s3_bucket_server_side_encryption_configuration")
          .filter(({ config }) => graph.namedBy(config["bucket"], resource.type).includes(resource))
      : [resource];
  return settings.flatMap(({ config }) => graph.namedBy(config, "aws_kms_key"));
}

/** Services that ask Lake Formation when they are created. */
const ASK_LAKE_FORMATION = ["aws_glue_crawler", "aws_kinesis_firehose_delivery_stream"];

const grantWaits: GraphRule = {
  title: "crawler and delivery stream waits for the grants of its role",
  subjects: (graph) => graph.ofTypes(...ASK_LAKE_FORMATION),
  lacks: (subject, graph) => {
    const roles = graph.namedBy(argumentsOf(subject), "aws_iam_role");
    const grants = graph
      .ofTypes("aws_lakeformation_permissions")
      .filter(({ config }) => graph.namedBy(config["principal"], "aws_iam_role").some((role) => roles.includes(role)));
    return unawaited(subject, grants);
  },
};

/** Types that write into the bucket that they name as soon as they are created. */
const WRITE_TO_A_BUCKET = [
  "aws_athena_workgroup",
  "aws_kinesis_firehose_delivery_stream",
  "aws_lambda_event_source_mapping",
  "aws_s3_object",
];

const SAFEGUARDS = [
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
];

const bucketWaits: GraphRule = {
  title: "resource that writes into a bucket waits until the bucket is closed, encrypted and versioned",
  subjects: (graph) => graph.ofTypes(...WRITE_TO_A_BUCKET),
  lacks: (subject, graph) =>
    graph.namedBy(argumentsOf(subject), "aws_s3_bucket").flatMap((bucket) => {
      const safeguards = graph
        .ofTypes(...SAFEGUARDS)
        .filter(({ config }) => graph.namedBy(config, bucket.type).includes(bucket));
      const missing = SAFEGUARDS.filter((type) => !safeguards.some((safeguard) => safeguard.type === type));
      return [...missing, ...unawaited(subject, safeguards)];
    }),
};

export const GRAPH_RULES: readonly GraphRule[] = [
  roleWaits,
  mappingWaits,
  logGroupKey,
  roleKey,
  grantWaits,
  bucketWaits,
];

/** Everything that breaks a rule: `<address> lacks <what>`. */
export function violations(rule: GraphRule, graph: Graph): readonly string[] {
  return rule
    .subjects(graph)
    .flatMap((subject) => rule.lacks(subject, graph).map((what) => `${address(subject)} lacks ${what}`));
}
