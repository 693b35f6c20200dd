import type { Statement } from "../../modules/policy-statements";
import { WITHOUT_RESOURCE } from "../actions-without-resource";
import { allows } from "../policy-evaluation";
import { allowsEverybody, policyOf, type Rule } from "./rule";

const ESCALATION = [
  "iam:PassRole",
  "iam:CreateAccessKey",
  "iam:CreatePolicyVersion",
  "iam:PutRolePolicy",
  "iam:AttachRolePolicy",
  "iam:UpdateAssumeRolePolicy",
  "lambda:UpdateFunctionCode",
  "glue:UpdateDevEndpoint",
];
const CREDENTIALS = [
  "sts:GetFederationToken",
  "iam:CreateLoginProfile",
  "iam:UpdateAccessKey",
  "ecr:GetAuthorizationToken",
];
const EXFILTRATION = ["s3:GetObject", "ssm:GetParameter", "secretsmanager:GetSecretValue", "rds:CopyDBSnapshot"];
const PERMISSIONS_MANAGEMENT = ["s3:PutBucketPolicy", "kms:PutKeyPolicy", "kms:CreateGrant", "lambda:AddPermission"];

/** No action of the list is allowed on a resource that the policy does not name. */
function allowsNowhere(actions: readonly string[]): Rule["holds"] {
  return (policy) =>
    actions.every((action) => !allows(policyOf(policy), action, "arn:aws:any:eu-central-1:999999999999:other"));
}

function everyAllowance(holds: (statement: Statement) => boolean): Rule["holds"] {
  return (policy) => policyOf(policy).every((statement) => statement.Effect === "Deny" || holds(statement));
}

const isBound = ({ Action, Resource }: Statement) =>
  !Resource.includes("*") || Action.every((action) => action in WITHOUT_RESOURCE);

const policyRules: Omit<Rule, "type">[] = [
  {
    ids: "CKV_AWS_62, CKV2_AWS_40, AWS-0057",
    demands: "nobody is given administration by `*` on `*`",
    holds: everyAllowance(({ Action, Resource }) => !(Action.includes("*") && Resource.includes("*"))),
  },
  {
    ids: "CKV_AWS_63, AWS-0345",
    demands: "no action is a wildcard",
    holds: everyAllowance(({ Action }) => !Action.some((action) => action.includes("*"))),
  },
  { ids: "CKV_AWS_286, AWS-0342", demands: "privileges cannot be escalated", holds: allowsNowhere(ESCALATION) },
  { ids: "CKV_AWS_287", demands: "credentials cannot be read or made", holds: allowsNowhere(CREDENTIALS) },
  { ids: "CKV_AWS_288, AWS-0346", demands: "data cannot be read anywhere", holds: allowsNowhere(EXFILTRATION) },
  { ids: "CKV_AWS_289", demands: "permissions cannot be managed", holds: allowsNowhere(PERMISSIONS_MANAGEMENT) },
  { ids: "CKV_AWS_290, CKV_AWS_355", demands: "every action is bound to resources", holds: everyAllowance(isBound) },
  {
    ids: "IAM5",
    demands: "no resource has a wildcard in it",
    holds: everyAllowance(({ Resource }) => !Resource.some((resource) => resource.includes("*"))),
    waiver: {
      reason:
        "Objects under a prefix, tables of one database and streams of one log group have names that nobody knows at synth; each wildcard stands behind the name of what holds them.",
    },
  },
];

const trustOf = (role: Parameters<Rule["holds"]>[0]) => policyOf(role, "assume_role_policy");

function isNarrowTrust({ Principal, Condition }: Statement): boolean {
  if (Principal === undefined || Principal === "*") return false;
  const kind = Object.keys(Principal).join();
  if (kind !== "Federated") return kind === "Service";
  const claims = Object.entries(Condition?.["StringEquals"] ?? {});
  const values = (claim: string) => claims.find(([key]) => key.endsWith(`:${claim}`))?.[1] ?? [];
  return values("aud").length === 1 && values("sub").length > 0 && !values("sub").some((one) => /[*?]/.test(one));
}

const roleRules: Omit<Rule, "type">[] = [
  { ids: "CKV_AWS_60", demands: "not everybody may take it", holds: (role) => !trustOf(role).some(allowsEverybody) },
  {
    ids: "CKV_AWS_61, CKV_AWS_393",
    demands: "only a service may take it, or who is federated with the audience and subjects of one repository",
    holds: (role) => trustOf(role).every(isNarrowTrust),
  },
  {
    ids: "CKV_AWS_274, CKV2_AWS_56, IAM4",
    demands: "no policy of AWS's own is attached",
    holds: ({ config }, all) =>
      config["managed_policy_arns"] === undefined &&
      all
        .filter(({ type }) => /^aws_iam_(role_)?policy_attachment$/.test(type))
        .every((attachment) => String(attachment.config["policy_arn"]).startsWith("${aws_iam_policy.")),
  },
  {
    ids: "CKV_AWS_40, AWS-0143",
    demands: "permissions belong to roles, not to users",
    holds: (_role, all) => !all.some(({ type }) => type.startsWith("aws_iam_user")),
  },
];

export const iamRules: readonly Rule[] = [
  ...policyRules.flatMap((rule) => [
    { ...rule, type: "aws_iam_role_policy" },
    { ...rule, type: "aws_iam_policy" },
  ]),
  ...roleRules.map((rule) => ({ ...rule, type: "aws_iam_role" })),
];
