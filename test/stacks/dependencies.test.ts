import { environmentNamed } from "../fixtures/environments";
import type { Resource, Synthesised } from "../modules/synthesised";
import { constructId, inLake, synthesiseEventLake } from "./synthesised-environments";

const prod = environmentNamed("prod");
const stacks = [
  { title: "in flight", stack: synthesiseEventLake(prod) },
  { title: "in the lake", stack: synthesiseEventLake(inLake(prod)) },
];

const address = ({ type, id }: Resource) => `${type}.${id}`;
const dependsOn = ({ config }: Resource) => (config["depends_on"] ?? []) as string[];

/** Whether a resource names an attribute of another in its arguments. */
function names({ config }: Resource, other: Resource): boolean {
  return JSON.stringify({ ...config, depends_on: undefined }).includes(`\${${address(other)}.`);
}

/** Types that work with a role as soon as they are created: AWS refuses them, or their first call, without its policy. */
const TAKE_A_ROLE = [
  "aws_glue_crawler",
  "aws_glue_job",
  "aws_kinesis_firehose_delivery_stream",
  "aws_lakeformation_resource",
  "aws_lambda_function",
];

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

function ofTypes(stack: Synthesised, types: readonly string[]): readonly Resource[] {
  return types.flatMap((type) => stack.ofType(type));
}

/** Pairs of a resource and the resources that it must wait for. */
function waits(
  stack: Synthesised,
  waiting: readonly string[],
  namedType: string,
  awaited: (named: Resource) => readonly Resource[],
): { resource: string; missing: string[] }[] {
  return ofTypes(stack, waiting).flatMap((resource) =>
    stack
      .ofType(namedType)
      .filter((named) => names(resource, named))
      .map((named) => ({
        resource: constructId(resource),
        missing: awaited(named)
          .map(address)
          .filter((other) => !dependsOn(resource).includes(other)),
      })),
  );
}

describe.each(stacks)("where duplicates are removed $title, Terraform creates", ({ stack }) => {
  test("nothing that takes a role before the role's policy", () => {
    const policies = (role: Resource) => stack.ofType("aws_iam_role_policy").filter((policy) => names(policy, role));
    const pairs = waits(stack, TAKE_A_ROLE, "aws_iam_role", policies);

    expect(pairs.length).toBeGreaterThanOrEqual(5);
    expect(pairs.filter(({ missing }) => missing.length > 0)).toEqual([]);
  });

  test("nothing that writes into a bucket before the bucket is closed, encrypted and versioned", () => {
    const safeguards = (bucket: Resource) => ofTypes(stack, SAFEGUARDS).filter((safeguard) => names(safeguard, bucket));
    const pairs = waits(stack, WRITE_TO_A_BUCKET, "aws_s3_bucket", safeguards);

    expect(pairs.length).toBeGreaterThanOrEqual(5);
    expect(pairs.filter(({ missing }) => missing.length > 0)).toEqual([]);
    for (const bucket of stack.ofType("aws_s3_bucket")) expect(safeguards(bucket)).toHaveLength(SAFEGUARDS.length);
  });

  test("no bucket policy before public access is blocked, and no grant by a tag before the database carries it", () => {
    for (const policy of stack.ofType("aws_s3_bucket_policy")) {
      expect(dependsOn(policy)).toEqual([expect.stringMatching(/^aws_s3_bucket_public_access_block\./)]);
    }
    const tagged = stack.ofType("aws_lakeformation_permissions").filter(({ config }) => config["lf_tag_policy"]);
    expect(tagged.map(dependsOn)).toEqual([[address(stack.only("aws_lakeformation_resource_lf_tags"))]]);
  });
});

test("Lambda reads the stream only once its function's role may, since it checks the rights when a mapping is created", () => {
  const [inFlight] = stacks;
  const mapping = inFlight?.stack.only("aws_lambda_event_source_mapping");

  expect(mapping && dependsOn(mapping)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^aws_iam_role_policy\.deduplicator_role_policy_/)]),
  );
});
