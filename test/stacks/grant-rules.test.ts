import { environments } from "../fixtures/environments";
import { synthesiseEventLake } from "./synthesised-environments";

/** terraform-provider-aws#31096, #49453: what these rules forbid is a change in every plan, or a grant that comes and goes. */
describe.each(environments)("the Lake Formation grants of $name", (environment) => {
  const stack = synthesiseEventLake(environment);
  const grants = stack.ofType("aws_lakeformation_permissions").map(({ id, config }) => ({
    id,
    permissions: config["permissions"] as string[],
    table: config["table"],
    config,
  }));

  test("are there, each on exactly one thing", () => {
    expect(grants.length).toBeGreaterThan(10);
    for (const { config } of grants) {
      const targets = ["data_location", "database", "table", "table_with_columns", "lf_tag_policy"].filter(
        (block) => config[block],
      );
      expect(targets).toHaveLength(1);
    }
  });

  test("let every administrator but the deploying role alter and drop what that role made, and grant it nothing itself", () => {
    const deployRole = `arn:aws:iam::${environment.accountId}:role/${environment.workflowRoles.deploy}`;
    const others = environment.dataLakeAdministrators.filter((arn) => arn !== deployRole);
    const dropping = grants.filter(({ permissions }) => permissions.includes("DROP"));

    expect(dropping.map(({ config }) => config["principal"])).toEqual(others.flatMap((arn) => [arn, arn, arn, arn]));
    expect(grants.filter(({ config }) => config["principal"] === deployRole)).toEqual([]);
  });

  test("list their permissions in alphabetical order", () => {
    for (const { permissions } of grants) expect(permissions).toEqual([...permissions].sort());
  });

  test("never say ALL", () => {
    expect(grants.filter(({ permissions }) => permissions.includes("ALL"))).toEqual([]);
  });

  test("never say SELECT of a bare table", () => {
    expect(grants.filter(({ permissions, table }) => table !== undefined && permissions.includes("SELECT"))).toEqual(
      [],
    );
  });

  test("give nobody the right to grant further, and nothing to everybody", () => {
    for (const { config } of grants) {
      expect(config).not.toHaveProperty("permissions_with_grant_option");
      expect(config["principal"]).not.toMatch(/IAM_ALLOWED_PRINCIPALS|IAMPrincipals/);
    }
  });
});
