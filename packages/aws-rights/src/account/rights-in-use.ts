import type { Access } from "../access";
import { decide, type Policies, type RoleSession } from "../policies/decision";
import type { Statement } from "../policies/policy";

/** One action that a statement of a role's policy allows. */
export interface RightInUse {
  /** Name of the role. */
  readonly role: string;
  /** The statement, as a person finds it. */
  readonly statement: string;
  readonly action: string;
  /** First call that would have been refused without it; undefined: every call would have passed. */
  readonly neededBy?: Pick<Access, "action" | "resource">;
}

/** A role and what it did. */
export interface RoleAtWork {
  readonly session: RoleSession;
  readonly statements: readonly Statement[];
  /** Every access that was allowed. */
  readonly accesses: readonly Access[];
  /** The own policy of a resource. */
  readonly policyOf: (resource: string) => Policies["resource"];
}

/**
 * Takes each action out of a role's policies, one at a time, and decides everything again that the role did: what is refused
 * then needed it. What is decided depends on nothing else, so no call has to be made again.
 */
export function rightsInUse({ session, statements, accesses, policyOf }: RoleAtWork): readonly RightInUse[] {
  const role = session.roleArn.slice(session.roleArn.lastIndexOf("/") + 1);
  const isAllowed = (access: Access, identity: readonly Statement[]) =>
    decide(access, session, { identity, resource: policyOf(access.resource) }).allowed;
  return statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap((statement) =>
      statement.actions.map((action) => {
        const alone = { ...statement, actions: [action] };
        const without = { ...statement, actions: statement.actions.filter((other) => other !== action) };
        const others = statements.map((one) => (one === statement ? without : one));
        const neededBy = accesses.find((access) => isAllowed(access, [alone]) && !isAllowed(access, others));
        return {
          role,
          statement: statement.name,
          action,
          neededBy: neededBy && { action: neededBy.action, resource: neededBy.resource },
        };
      }),
    );
}
