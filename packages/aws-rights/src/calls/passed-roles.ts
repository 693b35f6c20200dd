import type { AwsCall } from "../aws-call";
import type { Place } from "../access";
import { deploymentAccess } from "./deployment-access";

/** A role that a call gives to a service. */
export interface PassedRole {
  readonly roleArn: string;
  /** Name of the service's principal, for example `firehose.amazonaws.com`. */
  readonly service: string;
}

/** Roles that a call gives to services, each once. */
export function passedRoles(request: AwsCall, place: Place): readonly PassedRole[] {
  const required = deploymentAccess(request, place, () => undefined) ?? [];
  return required.flatMap(({ action, resource, context }) =>
    action === "iam:PassRole" ? [{ roleArn: resource, service: context?.["iam:PassedToService"] ?? "" }] : [],
  );
}

/**
 * What a service answers to a role that it cannot take; undefined for one that does not try it at once.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/troubleshooting.html
 */
export function cannotAssume({ roleArn, service }: PassedRole): readonly [code: string, message: string] | undefined {
  switch (service) {
    case "firehose.amazonaws.com":
      return [
        "InvalidArgumentException",
        `Firehose is unable to assume role ${roleArn}. Please check the role provided.`,
      ];
    case "glue.amazonaws.com":
      return [
        "InvalidInputException",
        `Service is unable to assume provided role ${roleArn}. Please verify role's TrustPolicy.`,
      ];
    case "lambda.amazonaws.com":
      return [
        "InvalidParameterValueException",
        `The role defined for the function cannot be assumed by Lambda: ${roleArn}.`,
      ];
    default:
      return undefined;
  }
}
