import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { mergeStatements, policyDocument, type PolicyStatement } from "./policy-statement";

/** Whoever a construct can grant something to. */
export interface Grantee {
  addStatements(...statements: PolicyStatement[]): void;
}

export interface ServiceRoleProps {
  /** Name of the role. */
  readonly name: string;
  /** One sentence for the reader of the IAM console. */
  readonly description: string;
  /** Service that takes the role, for example `lambda.amazonaws.com`. */
  readonly service: string;
  /**
   * Account in whose name the service must act. Set it where the service's documentation asks for it.
   * @default - not checked: a role can be passed only within its own account
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly sourceAccount?: string;
}

/**
 * A role for one AWS service and its single inline policy, which collects what `grantX` methods add to it: a reviewer
 * reads everything that the role may do in one place of the plan.
 */
export class ServiceRole extends Construct implements Grantee {
  readonly role: IamRole;
  /** Depend on it where a service checks its permissions when it is created. */
  readonly policy: IamRolePolicy;
  private readonly statements: PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, "role", {
      name: props.name,
      description: props.description,
      assumeRolePolicy: policyDocument([
        {
          actions: ["sts:AssumeRole"],
          principals: { service: props.service },
          conditions: props.sourceAccount ? { StringEquals: { "aws:SourceAccount": props.sourceAccount } } : undefined,
        },
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
