import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Aspects } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Gives every role of a construct a permissions boundary: whatever its policies allow, it may do no more than that.
 *
 * @param boundaryArn ARN of a managed policy of the same account
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function applyPermissionsBoundary(scope: IConstruct, boundaryArn: string): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node instanceof IamRole) node.permissionsBoundary = boundaryArn;
    },
  });
}
