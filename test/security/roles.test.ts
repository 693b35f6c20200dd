import { environments } from "../../environments";
import { statementsOf, type Statement } from "../modules/policy-statements";
import { constructId, synthesiseEventLake } from "../stacks/synthesised-environments";
import { resourcesOf, type Place } from "./named-resources";
import { allows } from "./policy-evaluation";
import { NOBODY_MAY, ROLES, type Actions } from "./role-needs";

/** `action on place` of every action whose simulation answers `answer`. */
function simulate(
  statements: readonly Statement[],
  resources: Readonly<Record<Place, string | undefined>>,
  actions: Actions,
  answer: boolean,
): string[] {
  return (Object.entries(actions) as [Place, readonly string[]][]).flatMap(([place, names]) => {
    const resource = resources[place];
    // dev has no key of its own.
    if (resource === undefined) return [];
    return names.filter((name) => allows(statements, name, resource) === answer).map((name) => `${name} on ${place}`);
  });
}

describe.each(environments)("in $name", (environment) => {
  const stack = synthesiseEventLake(environment);
  const resources = resourcesOf(stack, environment.accountId);

  test.each(ROLES)("the role $role $does", ({ role, service, needs, mustNot }) => {
    const trust = stack.ofType("aws_iam_role").find((resource) => constructId(resource) === role);
    const policy = stack.ofType("aws_iam_role_policy").find((resource) => constructId(resource) === `${role}_policy`);
    if (trust === undefined || policy === undefined) throw new Error(`The stack has no role "${role}".`);
    const statements = statementsOf(policy);

    expect(statementsOf(trust, "assume_role_policy")).toMatchObject([
      { Action: ["sts:AssumeRole"], Principal: { Service: [service] } },
    ]);
    expect({ needed: simulate(statements, resources, needs, false) }).toEqual({ needed: [] });
    expect({ tooMuch: simulate(statements, resources, mustNot, true) }).toEqual({ tooMuch: [] });
    expect({ tooMuch: simulate(statements, resources, NOBODY_MAY, true) }).toEqual({ tooMuch: [] });
  });

  test("every role of the stack is spoken of", () => {
    expect(stack.ofType("aws_iam_role").map(constructId).sort()).toEqual(ROLES.map(({ role }) => role).sort());
  });
});

test("no role has an action that its part of the path does not need", () => {
  const environment = environments[0];
  if (environment === undefined) throw new Error("There is no environment.");
  const stack = synthesiseEventLake(environment);

  for (const { role, needs } of ROLES) {
    const policy = stack.ofType("aws_iam_role_policy").find((resource) => constructId(resource) === `${role}_policy`);
    const granted = policy ? statementsOf(policy).flatMap(({ Action }) => Action) : [];

    const needed = new Set(Object.values(needs).flat());
    expect({ role, unneeded: granted.filter((action) => !needed.has(action)) }).toEqual({ role, unneeded: [] });
  }
});
