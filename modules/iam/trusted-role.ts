import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { mergeStatements, policyDocument, type PolicyStatement } from "./policy-statement";

/** Whoever a construct can grant something to. */
export interface Grantee {
  addStatements(...statements: PolicyStatement[]): void;
}

export interface TrustedRoleProps {
  /** Name of the role. */
  readonly name: string;
  /** One sentence for the reader of the IAM console. */
  readonly description: string;
  /** Who may take it. */
  readonly trusts: { readonly service: string } | { readonly aws: string | readonly string[] };
  /** What must hold when it is taken. @default - nothing more */
  readonly conditions?: PolicyStatement["conditions"];
}

/**
 * A role and its single inline policy, which collects what `grantX` methods add to it: a reviewer reads everything that
 * the role may do in one place of the plan.
 */
export class TrustedRole extends Construct implements Grantee {
  readonly role: IamRole;
  /** Depend on it where a service checks its permissions when it is created. */
  readonly policy: IamRolePolicy;
  private readonly statements: PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: TrustedRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: props.name,
      description: props.description,
      assumeRolePolicy: policyDocument([
        { actions: ["sts:AssumeRole"], principals: props.trusts, conditions: props.conditions },
      ]),
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

  /** Adds to the role's policy. Statements that allow the same become one, over all of their resources. */
  addStatements(...statements: PolicyStatement[]): void {
    this.statements.push(...statements);
  }
}
