import { Construct } from "constructs";
import { roleArn } from "../input-rules/arns";
import { checkInputs, type RulesFor } from "../input-rules/inputs";
import { mergeStatements, policyDocument, type PolicyStatement } from "./policy-statement";
import type { IRole } from "./trusted-role";

export interface ExistingRoleProps {
  /** `arn:aws:iam::<account>:role/<name>`. Its trust policy names the service that takes it. */
  readonly arn: string;
}

const RULES: RulesFor<ExistingRoleProps> = { arn: roleArn };

/** A role that is made elsewhere. Nothing is added to it here: its owner adds what `ownerPolicy` says. */
export class ExistingRole extends Construct implements IRole {
  readonly arn: string;
  private readonly statements: PolicyStatement[] = [];

  /** @throws Error when it is no ARN of a role */
  constructor(scope: Construct, id: string, props: ExistingRoleProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    this.arn = props.arn;
  }

  addStatements(...statements: PolicyStatement[]): void {
    this.statements.push(...statements);
  }

  /** What the role must be allowed, as far as it is known until now: read it when everything is made. */
  get ownerStatements(): readonly PolicyStatement[] {
    return mergeStatements(this.statements);
  }

  /** The same, as the JSON text of a policy. */
  get ownerPolicy(): string {
    return policyDocument(this.ownerStatements);
  }
}
