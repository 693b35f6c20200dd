import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Aspects } from "cdktf";
import type { IConstruct } from "constructs";
import { policyArn } from "../input-rules/arns";
import { checkInput } from "../input-rules/inputs";

/**
 * Gives every role of a construct a permissions boundary: whatever its policies allow, it may do no more than that.
 *
 * @param boundaryArn ARN of a managed policy, of the same account or of AWS
 * @throws Error when it is no such ARN
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function applyPermissionsBoundary(scope: IConstruct, boundaryArn: string): void {
  checkInput(scope.node.path, "boundaryArn", boundaryArn, policyArn);
  Aspects.of(scope).add({
    visit: (node) => {
      if (node instanceof IamRole) node.permissionsBoundary = boundaryArn;
    },
  });
}
