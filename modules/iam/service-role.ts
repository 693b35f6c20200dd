import type { Construct } from "constructs";
import { checkInputs, optional, type RulesFor } from "../input-rules/inputs";
import { externalId as external, roleDescription, roleName, servicePrincipal } from "../input-rules/names";
import { ExistingRole, type ExistingRoleProps } from "./existing-role";
import { TrustedRole } from "./trusted-role";

export interface ServiceRoleProps {
  /** Name of the role: 1 to 64 letters, digits and `_+=,.@-`. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
  readonly name: string;
  /** One sentence for the reader of the IAM console: 1 to 1,000 characters. */
  readonly description: string;
  /** Service that takes the role, for example `lambda.amazonaws.com`. */
  readonly service: string;
  /**
   * What the service must send as `sts:ExternalId`: 2 to 1,224 letters, digits and `_+=,.@:/-`. Set it where the service's documentation asks for it.
   * @default - not checked: a role can be passed only within its own account
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly externalId?: string;
}

const RULES: RulesFor<ServiceRoleProps> = {
  name: roleName,
  description: roleDescription,
  service: servicePrincipal,
  externalId: optional(external),
};

/** A role for one AWS service. */
export class ServiceRole extends TrustedRole {
  /** @throws Error naming construct, prop, value, rule and fix of each prop that IAM would not take */
  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    const { name, description, service, externalId } = props;
    checkInputs(`${scope.node.path}/${id}`, props, RULES);
    super(scope, id, {
      name,
      description,
      trusts: { service },
      conditions: externalId ? { StringEquals: { "sts:ExternalId": externalId } } : undefined,
    });
  }

  /**
   * A role that you have. Nothing is added to it: its owner adds `ownerPolicy`.
   *
   * @throws Error when it is no ARN of a role
   */
  static fromRoleArn(scope: Construct, id: string, props: ExistingRoleProps): ExistingRole {
    return new ExistingRole(scope, id, props);
  }
}
