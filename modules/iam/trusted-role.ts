import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { trustedPrincipal } from "../input-rules/arns";
import { checkInput, checkInputs, listOf, type RulesFor } from "../input-rules/inputs";
import { roleDescription, roleName, servicePrincipal } from "../input-rules/names";
import { anything, type Rule, wrong } from "../input-rules/rule";
import { mergeStatements, policyDocument, type PolicyStatement, policyStatements } from "./policy-statement";

/** Whoever a construct can grant something to. */
export interface Grantee {
  addStatements(...statements: PolicyStatement[]): void;
}

/** A role: one that is made here, or one that you have (`ServiceRole.fromRoleArn`). */
export interface IRole extends Grantee {
  readonly arn: string;
  /** Depend on it where a service checks its permissions when it is created. @default - nothing to wait for */
  readonly policy?: ITerraformDependable;
}

/** What to wait for before a role can do what it was granted. */
export function policyOf({ policy }: IRole): ITerraformDependable[] {
  return policy === undefined ? [] : [policy];
}

export interface TrustedRoleProps {
  /** Name of the role: 1 to 64 letters, digits and `_+=,.@-`. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
  readonly name: string;
  /** One sentence for the reader of the IAM console: 1 to 1,000 characters. */
  readonly description: string;
  /** Who may take it: a service (`lambda.amazonaws.com`), or ARNs of roles, users and accounts, 1 or more. */
  readonly trusts: { readonly service: string } | { readonly aws: string | readonly string[] };
  /** What must hold when it is taken. @default - nothing more */
  readonly conditions?: PolicyStatement["conditions"];
}

const trusts: Rule = (value) => {
  const principals: unknown = Reflect.get(Object(value), "aws");
  if (principals !== undefined) return listOf(trustedPrincipal, 1)([principals].flat());
  return servicePrincipal(Reflect.get(Object(value), "service"));
};

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST_TRUST_POLICY = 8_192;

const RULES: RulesFor<TrustedRoleProps> = {
  name: roleName,
  description: roleDescription,
  trusts,
  conditions: anything,
};

const trustPolicyLength: Rule = (policy) => {
  const { length } = String(policy);
  const rule = `a trust policy has ${LONGEST_TRUST_POLICY} characters at most, where AWS has raised the quota of 2,048, and this has ${length}`;
  return length <= LONGEST_TRUST_POLICY ? [] : wrong(policy, rule, "Name fewer, or trust an account");
};

/**
 * A role and its single inline policy, which collects what `grantX` methods add to it: a reviewer reads everything that
 * the role may do in one place of the plan.
 */
export class TrustedRole extends Construct implements IRole {
  readonly role: IamRole;
  /** Depend on it where a service checks its permissions when it is created. */
  readonly policy: IamRolePolicy;
  private readonly statements: PolicyStatement[] = [];

  /** @throws Error naming construct, prop, value, rule and fix of each prop that IAM would not take */
  constructor(scope: Construct, id: string, props: TrustedRoleProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    const trustPolicy = policyDocument([
      { actions: ["sts:AssumeRole"], principals: props.trusts, conditions: props.conditions },
    ]);
    checkInput(this.node.path, "trusts", trustPolicy, trustPolicyLength);
    this.role = new IamRole(this, "role", {
      name: props.name,
      description: props.description,
      assumeRolePolicy: trustPolicy,
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "permissions",
      role: this.role.name,
      policy: Lazy.stringValue({ produce: () => policyDocument(mergeStatements(this.statements)) }),
    });
    this.node.addValidation({
      validate: () =>
        this.statements.length > 0
          ? []
          : [`Role "${props.name}" at ${this.node.path} has no permission: grant it one or remove it.`],
    });
  }

  get arn(): string {
    return this.role.arn;
  }

  /**
   * Adds to the role's policy. Statements that allow the same become one, over all of their resources.
   *
   * @throws Error when IAM would not take a statement
   */
  addStatements(...statements: PolicyStatement[]): void {
    checkInput(this.node.path, "statements", statements, policyStatements);
    this.statements.push(...statements);
  }
}
