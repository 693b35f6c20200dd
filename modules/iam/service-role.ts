import type { Construct } from "constructs";
import { TrustedRole } from "./trusted-role";

export interface ServiceRoleProps {
  /** Name of the role. */
  readonly name: string;
  /** One sentence for the reader of the IAM console. */
  readonly description: string;
  /** Service that takes the role, for example `lambda.amazonaws.com`. */
  readonly service: string;
  /**
   * What the service must send as `sts:ExternalId`. Set it where the service's documentation asks for it.
   * @default - not checked: a role can be passed only within its own account
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly externalId?: string;
}

/** A role for one AWS service. */
export class ServiceRole extends TrustedRole {
  constructor(scope: Construct, id: string, { name, description, service, externalId }: ServiceRoleProps) {
    super(scope, id, {
      name,
      description,
      trusts: { service },
      conditions: externalId ? { StringEquals: { "sts:ExternalId": externalId } } : undefined,
    });
  }
}
