import { environmentNamed, environments } from "../fixtures/environments";
import type { Environment } from "../../environments/schema";
import type { Resource } from "../modules/synthesised";
import { address, Graph, GRAPH_RULES, violations } from "./graph-rules";
import { inLake, synthesiseEventLake } from "./synthesised-environments";

const everyMode = (environment: Environment): readonly (readonly [title: string, environment: Environment])[] => [
  [`${environment.name}, in-flight`, environment],
  [`${environment.name}, in-lake`, inLake(environment)],
  [`${environment.name}, switching to in-lake`, { ...inLake(environment), switchingFrom: "in-flight" }],
];

describe.each(environments.flatMap(everyMode))("in %s every", (_title, environment) => {
  const graph = new Graph(synthesiseEventLake(environment).resources);

  test.each(GRAPH_RULES)("$title", (rule) => {
    expect(violations(rule, graph)).toEqual([]);
  });
});

describe("a rule is broken by", () => {
  const prod = new Graph(synthesiseEventLake(environmentNamed("prod")).resources);
  const rule = (part: string) => {
    const found = GRAPH_RULES.find(({ title }) => title.includes(part));
    if (found === undefined) throw new Error(`No rule is about "${part}".`);
    return found;
  };

  /** The same stack, with one resource changed. */
  function changed(type: string, id: RegExp, change: (config: Resource["config"]) => Resource["config"]) {
    const subject = prod.ofTypes(type).find((resource) => id.test(resource.id));
    if (subject === undefined) throw new Error(`prod has no ${type} like ${String(id)}.`);
    const broken = { ...subject, config: change(subject.config) };
    return {
      graph: new Graph(prod.resources.map((one) => (one === subject ? broken : one))),
      subject: address(subject),
    };
  }

  const without = (awaited: RegExp) => (config: Resource["config"]) => ({
    ...config,
    depends_on: (config["depends_on"] as readonly string[]).filter((name) => !awaited.test(name)),
  });

  test.each([
    ["takes a role", "aws_glue_crawler", /^partition/, /^aws_iam_role_policy/],
    ["takes a role", "aws_glue_job", /./, /^aws_iam_role_policy/],
    ["takes a role", "aws_lambda_function", /./, /^aws_iam_role_policy/],
    ["takes a role", "aws_lakeformation_resource", /./, /^aws_iam_role_policy/],
    ["event source mapping", "aws_lambda_event_source_mapping", /./, /^aws_iam_role_policy/],
    ["waits for the grants", "aws_kinesis_firehose_delivery_stream", /./, /^aws_lakeformation_permissions/],
    ["waits for the grants", "aws_glue_crawler", /^delta/, /^aws_lakeformation_permissions/],
    ["waits for the grants", "aws_glue_crawler", /^partition/, /^aws_lakeformation_permissions/],
    ["writes into a bucket", "aws_s3_object", /./, /^aws_s3_bucket_policy/],
    ["writes into a bucket", "aws_athena_workgroup", /./, /^aws_s3_bucket_public_access_block/],
  ])("%s: %s %p that does not wait for %p", (part, type, id, awaited) => {
    const { graph, subject } = changed(type, id, without(awaited));

    expect(violations(rule(part), graph)).toEqual(
      expect.arrayContaining([expect.stringMatching(`^${subject} lacks ${awaited.source.slice(1)}`) as string]),
    );
  });

  test("a log group that the key's policy does not name", () => {
    const { graph, subject } = changed("aws_cloudwatch_log_group", /^deduplicator/, (config) => ({
      ...config,
      name: "/other",
    }));

    expect(violations(rule("log group"), graph)).toEqual([
      expect.stringMatching(`^${subject} lacks aws_kms_key\\..* for :log-group:/other$`),
    ]);
  });

  test("a role that lost its right on the key", () => {
    const { graph, subject } = changed("aws_iam_role_policy", /^deduplicator/, (config) => {
      const policy = JSON.parse(String(config["policy"])) as { Statement: { Action: string | string[] }[] };
      const Statement = policy.Statement.filter(({ Action }) => !JSON.stringify(Action).includes("kms:"));
      return { ...config, policy: JSON.stringify({ ...policy, Statement }) };
    });

    expect(violations(rule("rights on the key"), graph)).toEqual([
      expect.stringMatching(`^${subject} lacks aws_kms_key\\.`),
    ]);
  });
});

test("no bucket policy waits for less than the block of public access, and no grant by a tag for less than the tag", () => {
  const stack = synthesiseEventLake(environmentNamed("prod"));
  const dependsOn = ({ config }: Resource) => (config["depends_on"] ?? []) as string[];

  for (const policy of stack.ofType("aws_s3_bucket_policy")) {
    expect(dependsOn(policy)).toEqual([expect.stringMatching(/^aws_s3_bucket_public_access_block\./)]);
  }
  const tagged = stack.ofType("aws_lakeformation_permissions").filter(({ config }) => config["lf_tag_policy"]);
  expect(tagged.map(dependsOn)).toEqual([[address(stack.only("aws_lakeformation_resource_lf_tags"))]]);
});
