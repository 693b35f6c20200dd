import type { PlanUnderReview } from "../plan/plan-under-review";
import { renames } from "../plan/renames";
import type { ResourceChange } from "../plan/resource-change";
import { UNKNOWN } from "../plan/sensitive-values";
import { documentOfDataSource } from "./policy-data-source";
import { type Grant, grantsOf, isSerious, newAccess } from "./policy-grants";

/** What one policy document of a resource newly allows; `undefined` when that cannot be found out. */
export interface PolicyChange {
  /** Argument that holds the document: `assume_role_policy`. */
  readonly argument: string;
  readonly access: readonly Grant[] | undefined;
}

/** The policy documents of a resource that this plan changes, each with what it newly allows. */
export function policyChanges(plan: PlanUnderReview, change: ResourceChange): readonly PolicyChange[] {
  const kind = POLICY_RESOURCES[change.type];
  if (kind === undefined || change.kind === "delete" || change.kind === "other") return [];
  return kind.policies
    .filter((argument) => change.textAfter(argument) !== undefined || change.textBefore(argument) !== undefined)
    .filter((argument) => change.isUnknown(argument) || change.before[argument] !== change.after[argument])
    .filter((argument) => change.kind !== "create" || !change.isUnknown(argument) || isWritten(plan, change, argument))
    .map((argument) => ({ argument, access: access(plan, change, argument) }));
}

function access(plan: PlanUnderReview, change: ResourceChange, argument: string): readonly Grant[] | undefined {
  const fresh = isNew(plan, change);
  const documents = change.isUnknown(argument)
    ? (synthesised(plan, change, argument) ?? (fresh ? fromDataSource(plan, change, argument) : undefined))
    : planned(plan, change, argument);
  if (documents === undefined) return undefined;
  const found = newAccess(documents.before, documents.after);
  return fresh ? found.filter(isUnlimited) : found;
}

function fromDataSource(plan: PlanUnderReview, change: ResourceChange, argument: string): Documents | undefined {
  const document = documentOfDataSource(plan, change, argument);
  const after = document === undefined ? undefined : documentGrants(document);
  return after && { before: [], after };
}

/** Whether the code says anything of an argument: AWS gives a new key or topic a policy of its own where it does not. */
function isWritten({ head, configuration }: PlanUnderReview, { address }: ResourceChange, argument: string): boolean {
  if (head?.has(address) === true) return argument in head.argumentsOf(address);
  const expressions = configuration.expressionsOf(address);
  return Object.keys(expressions).length === 0 || argument in expressions;
}

/** All that the policy documents of a resource will allow; nothing of what is hidden, or known after the apply only. */
export function grantsAfter({ head }: PlanUnderReview, change: ResourceChange): readonly Grant[] {
  return (POLICY_RESOURCES[change.type]?.policies ?? []).flatMap((argument) => {
    const text = change.textAfter(argument);
    return grantsOf(text === UNKNOWN ? head?.argumentsOf(change.address)[argument] : text) ?? [];
  });
}

interface Documents {
  readonly before: readonly Grant[];
  readonly after: readonly Grant[];
}

function planned(plan: PlanUnderReview, change: ResourceChange, argument: string): Documents | undefined {
  const subject = POLICY_RESOURCES[change.type]?.subject;
  const siblings =
    subject === undefined
      ? renames(plan).flatMap(({ removed, created }) => (created === change ? [removed] : []))
      : plan
          .ofType(change.type)
          .filter(({ before }) => before[subject] === (change.after[subject] ?? change.before[subject]));
  const before = [...new Set([change, ...siblings])].map((resource) => documentGrants(resource.before[argument]));
  const after = documentGrants(change.after[argument]);
  const known = before.filter((grants) => grants !== undefined);
  return after === undefined || known.length < before.length ? undefined : { before: known.flat(), after };
}

/** The plan says "known after apply" as soon as one ARN in the document is; the code says the rest. */
function synthesised({ base, head }: PlanUnderReview, change: ResourceChange, argument: string): Documents | undefined {
  if (head === undefined || (base === undefined && change.kind !== "create")) return undefined;
  const before = documentGrants(base?.argumentsOf(change.previousAddress ?? change.address)[argument]);
  const after = documentGrants(head.argumentsOf(change.address)[argument]);
  return before && after && { before, after };
}

function documentGrants(document: unknown): readonly Grant[] | undefined {
  return document === undefined || document === null || document === "" ? [] : grantsOf(document);
}

/** True when nobody has what the policy is about before this plan: everything it allows would be new, and is no widening. */
export function isNew(plan: PlanUnderReview, change: ResourceChange): boolean {
  if (change.kind !== "create") return false;
  const subjects = Object.entries(plan.configuration.expressionsOf(change.address))
    .filter(([argument]) => POLICY_RESOURCES[change.type]?.policies.includes(argument) === false)
    .flatMap(([, expression]) => plan.configuration.referencesOf(change.address, expression))
    .flatMap((address) => plan.resource(address) ?? []);
  const standsAlone = ["aws_iam_policy", "aws_iam_role", "aws_kms_key", "aws_sns_topic", "aws_sqs_queue"];
  return standsAlone.includes(change.type)
    ? renames(plan).every(({ created }) => created !== change)
    : subjects.length > 0 && subjects.every(({ kind }) => kind === "create");
}

/** What is not right for a new resource either: everything, a whole service, any role, everybody. */
function isUnlimited(grant: Grant): boolean {
  if (grant.effect === "Deny") return false;
  if (grant.principal !== "") return grant.principal === "*" && grant.condition === "";
  return (
    grant.resource === "*" &&
    (grant.action.endsWith("*") || grant.action.toLowerCase() === "iam:passrole") &&
    isSerious(grant)
  );
}

/** A grant in the words of a policy. */
export function grantText({ action, resource, principal, condition, exception }: Grant): string {
  return [
    action,
    ` on ${resource}`,
    principal === "" ? "" : ` for ${principal}`,
    exception === "" ? "" : ` (all but ${exception})`,
    condition === "" ? "" : ` when ${condition}`,
  ].join("");
}

/** Arguments that hold a policy document, by type of resource, and the argument that says whom or what it is about. */
export interface PolicyResource {
  readonly policies: readonly string[];
  /** Resources with the same value here add up: two policies of one role. */
  readonly subject?: string;
}

const ATTACHED = { policies: ["policy"] };

const POLICY_RESOURCES: Readonly<Record<string, PolicyResource>> = {
  aws_cloudwatch_event_bus_policy: ATTACHED,
  aws_cloudwatch_log_resource_policy: { policies: ["policy_document"] },
  aws_dynamodb_resource_policy: ATTACHED,
  aws_glue_resource_policy: ATTACHED,
  aws_iam_group_policy: { policies: ["policy"], subject: "group" },
  aws_iam_policy: ATTACHED,
  aws_iam_role: { policies: ["assume_role_policy"] },
  aws_iam_role_policy: { policies: ["policy"], subject: "role" },
  aws_iam_user_policy: { policies: ["policy"], subject: "user" },
  aws_kinesis_resource_policy: ATTACHED,
  aws_kms_key: ATTACHED,
  aws_kms_key_policy: ATTACHED,
  aws_s3_bucket_policy: ATTACHED,
  aws_secretsmanager_secret_policy: ATTACHED,
  aws_sns_topic: ATTACHED,
  aws_sns_topic_policy: ATTACHED,
  aws_sqs_queue: ATTACHED,
  aws_sqs_queue_policy: ATTACHED,
  aws_vpc_endpoint: ATTACHED,
};
