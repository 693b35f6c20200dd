import { environments } from "../fixtures/environments";
import { statementsOf, type Statement } from "../modules/policy-statements";
import type { Resource } from "../modules/synthesised";
import { WITHOUT_RESOURCE } from "./actions-without-resource";
import { constructId, synthesiseAccount, synthesiseEventLake } from "../stacks/synthesised-environments";

/** Arguments that hold a policy. */
const POLICY_ARGUMENTS = ["policy", "assume_role_policy"];

function policies(resources: readonly Resource[]) {
  return resources.flatMap((resource) =>
    POLICY_ARGUMENTS.filter((argument) => typeof resource.config[argument] === "string").map((argument) => ({
      name: `${argument} of ${resource.type}.${constructId(resource)}`,
      resource,
      argument,
      statements: statementsOf(resource, argument),
    })),
  );
}

/** An allowance of `*`, or of a whole service. */
function wideActions({ Effect, Action }: Statement): readonly string[] {
  return Effect === "Allow" ? Action.filter((action) => /^(\*|[\w-]+:\*)$/.test(action)) : [];
}

describe.each(environments)("the policies of $name", (environment) => {
  const all = policies([...synthesiseEventLake(environment).resources, ...synthesiseAccount(environment).resources]);
  const inline = all.filter(({ resource }) => resource.type === "aws_iam_role_policy");
  const managed = all.filter(({ resource }) => resource.type === "aws_iam_policy");
  const ofRoles = [...inline, ...managed];

  test("are one of each role of the lake and some of each role that deploys it, and no role has a policy that is written elsewhere", () => {
    const roles = all.filter(({ argument }) => argument === "assume_role_policy");

    expect(roles.map(({ name }) => name)).toEqual([
      "assume_role_policy of aws_iam_role.access_role",
      "assume_role_policy of aws_iam_role.curation_role",
      "assume_role_policy of aws_iam_role.deduplicator_role",
      "assume_role_policy of aws_iam_role.delivery_role",
      "assume_role_policy of aws_iam_role.delta_tables_role",
      "assume_role_policy of aws_iam_role.partition_crawler_role",
      ...(environment.externalReaders.redshiftSpectrum
        ? ["assume_role_policy of aws_iam_role.redshift_spectrum_role"]
        : []),
      "assume_role_policy of aws_iam_role.pipeline_access_event_lake_deploy",
      "assume_role_policy of aws_iam_role.pipeline_access_event_lake_plan",
    ]);
    expect(inline.map(({ resource }) => constructId(resource))).toEqual(
      roles.flatMap(({ name, resource }) =>
        name.includes("pipeline_access") ? [] : [`${constructId(resource)}_policy`],
      ),
    );
    expect(managed.map(({ name }) => name)).toEqual([
      "policy of aws_iam_policy.pipeline_access_boundary",
      "policy of aws_iam_policy.pipeline_access_event_lake_deploy_policy_1",
      "policy of aws_iam_policy.pipeline_access_event_lake_deploy_policy_2",
      "policy of aws_iam_policy.pipeline_access_event_lake_plan_policy_1",
    ]);
    for (const { resource } of roles) expect(resource.config).not.toHaveProperty("managed_policy_arns");
  });

  test("allow no role all actions of anything", () => {
    for (const { statements } of ofRoles) {
      for (const statement of statements) {
        expect(wideActions(statement)).toEqual([]);
        expect(statement.Action.filter((action) => action.includes("*"))).toEqual([]);
      }
    }
  });

  test("name the resources of every action, but for those that AWS ties to none", () => {
    for (const { statements } of ofRoles) {
      for (const { Action, Resource } of statements) {
        expect(Resource.length).toBeGreaterThan(0);
        if (Resource.includes("*")) expect(Object.keys(WITHOUT_RESOURCE)).toEqual(expect.arrayContaining(Action));
      }
    }
  });

  test("let only the account itself have all of kms, and that on a key of its own", () => {
    const wide = all.filter(({ statements }) => statements.some((statement) => wideActions(statement).length > 0));

    for (const { resource, statements } of wide) {
      expect(resource.type).toBe("aws_kms_key");
      expect(statements.filter((statement) => wideActions(statement).length > 0)).toMatchObject([
        { Action: ["kms:*"], Principal: { AWS: [`arn:aws:iam::${environment.accountId}:root`] } },
      ]);
    }
  });

  test("allow nothing to everybody", () => {
    for (const { statements } of all) {
      for (const { Effect, Principal } of statements) {
        const everybody = Principal === "*" || Object.values(Principal ?? {}).some((names) => names.includes("*"));
        expect(Effect === "Allow" && everybody).toBe(false);
      }
    }
  });

  test("have every sid once, as IAM demands", () => {
    for (const { statements } of all) {
      const sids = statements.flatMap(({ Sid }) => Sid ?? []);

      expect(sids).toEqual([...new Set(sids)]);
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    }
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: 10,240 characters for a role's inline policies, 6,144 for a managed one
  test("fit into what IAM stores of a role", () => {
    for (const { resource } of inline) expect(String(resource.config["policy"]).length).toBeLessThan(10_240);
    for (const { resource } of managed) expect(String(resource.config["policy"]).length).toBeLessThanOrEqual(6_144);
  });
});
