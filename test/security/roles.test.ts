import { statementsOf, type Statement } from "../modules/policy-statements";
import { constructId, synthesiseEventLake } from "../stacks/synthesised-environments";
import { resourcesOf, type Place } from "./named-resources";
import { allows } from "./policy-evaluation";
import { JOB_READS, NOBODY_MAY, ROLES, type Actions } from "./role-needs";
import { SECURED } from "./secured-environments";

/** `action on place` of every action whose simulation answers `answer`. */
function simulate(
  statements: readonly Statement[],
  resources: Readonly<Record<Place, string | undefined>>,
  actions: Actions,
  answer: boolean,
): string[] {
  return (Object.entries(actions) as [Place, readonly string[]][]).flatMap(([place, names]) => {
    const resource = resources[place];
    // dev has no key of its own, and each processing lacks what only the other needs.
    if (resource === undefined) return [];
    return names.filter((name) => allows(statements, name, resource) === answer).map((name) => `${name} on ${place}`);
  });
}

const stacks = SECURED.map((secured) => ({ ...secured, stack: synthesiseEventLake(secured.environment) }));

describe.each(stacks)("in $title", ({ environment, stack }) => {
  const resources = resourcesOf(stack, environment);
  const roles = stack.ofType("aws_iam_role").map(constructId);

  test.each(ROLES.filter(({ role }) => roles.includes(role)))("the role $role $does", ({ role, service, ...rest }) => {
    const trust = stack.ofType("aws_iam_role").find((resource) => constructId(resource) === role);
    const policy = stack.ofType("aws_iam_role_policy").find((resource) => constructId(resource) === `${role}_policy`);
    if (trust === undefined || policy === undefined) throw new Error(`The stack has no role "${role}".`);
    const statements = statementsOf(policy);
    const reads = role === "curation_role" ? [JOB_READS[environment.processing]] : [];

    expect(statementsOf(trust, "assume_role_policy")).toMatchObject([
      {
        Action: ["sts:AssumeRole"],
        Principal: service === undefined ? { AWS: [expect.any(String)] } : { Service: [service] },
      },
    ]);
    for (const { needs, mustNot } of [rest, ...reads]) {
      expect({ needed: simulate(statements, resources, needs, false) }).toEqual({ needed: [] });
      expect({ tooMuch: simulate(statements, resources, mustNot, true) }).toEqual({ tooMuch: [] });
    }
    const { result, ...others } = NOBODY_MAY;
    const nobodyMay = rest.needs.result === undefined ? { ...others, result } : others;
    expect({ tooMuch: simulate(statements, resources, nobodyMay, true) }).toEqual({ tooMuch: [] });
  });

  test("every role of the stack is spoken of", () => {
    expect(ROLES.map(({ role }) => role)).toEqual(expect.arrayContaining(roles));
  });

  test("no role has an action that its part of the path does not need", () => {
    for (const { role, needs } of ROLES) {
      const policy = stack.ofType("aws_iam_role_policy").find((resource) => constructId(resource) === `${role}_policy`);
      const granted = policy ? statementsOf(policy).flatMap(({ Action }) => Action) : [];

      const needed = new Set(Object.values(needs).flat());
      expect({ role, unneeded: granted.filter((action) => !needed.has(action)) }).toEqual({ role, unneeded: [] });
    }
  });
});

test("every role that is spoken of is in some stack", () => {
  const roles = stacks.flatMap(({ stack }) => stack.ofType("aws_iam_role").map(constructId));

  expect([...new Set(roles)].sort()).toEqual(ROLES.map(({ role }) => role).sort());
});

test("only one user of Snowflake, who knows the external id, and only the named users of Redshift may take their roles", () => {
  const inLake = stacks.find(({ environment }) => environment.externalReaders.snowflake !== undefined);
  if (inLake === undefined) throw new Error("No environment has external readers.");
  const trusts = inLake.stack
    .ofType("aws_iam_role")
    .filter((role) => /^(snowflake|redshift)/.test(role.id))
    .map((role) => statementsOf(role, "assume_role_policy")[0]);

  expect(trusts).toMatchObject([
    {
      Principal: { Service: ["redshift.amazonaws.com"] },
      Condition: {
        StringEquals: { "sts:ExternalId": ["arn:aws:redshift:eu-central-1:111111111111:dbuser:warehouse/analyst"] },
      },
    },
    {
      Principal: { AWS: ["arn:aws:iam::999999999999:user/snowflake"] },
      Condition: { StringEquals: { "sts:ExternalId": ["SNOWFLAKE_1"] } },
    },
  ]);
});
