import { access, type Access, type Place } from "../access";
import type { AwsCall, Message } from "../aws-call";
import { logGroupKey } from "../calls/log-group-key";
import { cannotAssume, passedRoles } from "../calls/passed-roles";
import { requiredAccess, type StreamOf } from "../calls/required-access";
import { lakeFormationRefusal, shownTo } from "../lake-formation/catalogue-access";
import { LakeFormationGrants } from "../lake-formation/lake-formation-grants";
import {
  decide,
  decideForService,
  refusalText,
  type Decision,
  type Policies,
  type RoleSession,
} from "../policies/decision";
import type { Statement } from "../policies/policy";
import { EncryptionKeys } from "./encryption-keys";
import { ResourcePolicies } from "./resource-policies";
import { rightsInUse, type RightInUse } from "./rights-in-use";
import { RolePolicies } from "./role-policies";
import { ServiceLinks, type ServiceLink } from "./service-links";
import { WorkgroupQueries } from "./workgroup-queries";

/** One access, and what was decided about it. */
export interface DecidedAccess {
  readonly access: Access;
  readonly decision: Decision;
}

/** What a service answers when it cannot use what it is given. */
export interface Refused {
  /** For example `InvalidParameterException`. */
  readonly code: string;
  readonly message: string;
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html `iam:PermissionsBoundary` */
const BOUNDED_ACTIONS = new Set(["iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:PutRolePolicy"]);

/** What a person of the account may do. */
const ANYTHING: Statement = {
  name: "a person of the account",
  effect: "Allow",
  actions: ["*"],
  resources: ["*"],
  conditions: [],
};

/**
 * Condition keys that a service sends when it takes a role, as far as AWS's own examples show them.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
 */
function trustContext(service: string, { accountId }: Place): Readonly<Record<string, string>> {
  return service === "firehose.amazonaws.com" ? { "sts:ExternalId": accountId } : {};
}

/**
 * Who may do what in one account: roles, the policies of resources, keys and Lake Formation's grants, all of it learnt from
 * the calls that deploy them. It asks nobody.
 */
export class AccountRights {
  /** Who may do what in the catalogue. */
  readonly grants = new LakeFormationGrants();
  private readonly roles = new RolePolicies();
  private readonly resources: ResourcePolicies;
  private readonly keys: EncryptionKeys;
  private readonly links: ServiceLinks;
  private readonly queries = new WorkgroupQueries();

  /** @param streamOf what reads the shard iterators of calls that name no stream. @default - such a call is about no stream */
  constructor(
    private readonly place: Place,
    private readonly streamOf: StreamOf = () => undefined,
  ) {
    this.resources = new ResourcePolicies(place);
    this.keys = new EncryptionKeys(place);
    this.links = new ServiceLinks(place);
  }

  /** @throws Error for a policy by which nothing here could decide: it must not be stored */
  check(call: AwsCall): void {
    this.roles.check(call);
    this.resources.check(call);
  }

  /** Learns from a call that was answered well. @param roleArn who made it. @default - a person */
  learn(call: AwsCall, answer: Message, roleArn?: string): void {
    this.grants.learn(call, roleArn);
    this.roles.learn(call);
    this.resources.learn(call, answer);
    this.keys.learn(call);
    this.links.learn(call);
    this.queries.learn(call, answer);
  }

  /**
   * Decides everything that a call needs, up to the first that is denied.
   *
   * @returns undefined for a call of which nobody here knows what it needs: it must not be let through
   */
  decideCall(caller: RoleSession, call: AwsCall): readonly DecidedAccess[] | undefined {
    const required = requiredAccess(call, this.place, {
      keyOf: (resource) => this.keys.keyOf(resource),
      workgroupOf: (query) => this.queries.workgroupOf(query),
      streamOf: this.streamOf,
    });
    const decided: DecidedAccess[] = [];
    for (const one of required ?? []) {
      const bounded = this.withBoundary(one);
      const decision = this.decide(caller, bounded);
      decided.push({ access: bounded, decision });
      if (!decision.allowed) break;
    }
    return required && decided;
  }

  decide({ roleArn, principal }: RoleSession, required: Access): Decision {
    return decide(required, { roleArn, principal }, this.policiesFor(roleArn, required.resource));
  }

  /** Whether a role, or a person of the account (undefined), may take the role that the access is about. */
  decideTaking(taker: RoleSession | undefined, required: Access): Decision {
    const root = `arn:aws:iam::${this.place.accountId}:root`;
    return decide(required, taker ?? { roleArn: root, principal: root }, {
      identity: taker === undefined ? [ANYTHING] : this.roles.statementsOf(taker.roleArn),
      boundary: taker && this.roles.boundaryOf(taker.roleArn),
      resource: this.roles.trustOf(required.resource),
    });
  }

  /** Whether a role's trust policy lets somebody take it who has no policies of their own: a service, an OIDC provider. */
  decideTrust(principal: string, required: Access): Decision {
    return decideForService(required, principal, this.roles.trustOf(required.resource));
  }

  /**
   * Why a service may not take a role; undefined where it may.
   *
   * @param externalId what the service says of the one that it acts for. @default - the service's own
   */
  trustRefusal(roleArn: string, service: string, externalId?: string): string | undefined {
    const required = access({
      action: "sts:AssumeRole",
      resource: roleArn,
      context: externalId === undefined ? trustContext(service, this.place) : { "sts:ExternalId": externalId },
    });
    const decision = this.decideTrust(service, required);
    return decision.allowed ? undefined : refusalText(`Service: ${service}`, required, decision);
  }

  /** Services try the role that a call gives them: what one answers that may not take it. */
  unusableRole(call: AwsCall): Refused | undefined {
    for (const passed of passedRoles(call, this.place)) {
      const answer = cannotAssume(passed);
      const refusal = answer && this.trustRefusal(passed.roleArn, passed.service);
      if (answer === undefined || refusal === undefined) continue;
      const [code, message] = answer;
      return { code, message: `${message} ${refusal}` };
    }
    return undefined;
  }

  /**
   * CloudWatch Logs tries the key that a log group is given: what it answers when it may not use it.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  unusableKey(call: AwsCall): Refused | undefined {
    const use = logGroupKey(call, this.place);
    const refused = use?.actions.find(
      (action) => !decideForService({ ...use, action }, use.service, this.resources.statementsOf(use.resource)).allowed,
    );
    if (use === undefined || refused === undefined) return undefined;
    const message = `The specified KMS key does not exist or is not allowed to be used with Arn '${use.logGroup}': its policy allows ${use.service} no ${refused}.`;
    return { code: "InvalidParameterException", message };
  }

  /** Why Lake Formation, which decides about the catalogue beside IAM, does not let a role make a call. */
  catalogueRefusal(roleArn: string, call: AwsCall): string | undefined {
    return lakeFormationRefusal(this.grants, roleArn, call);
  }

  /** The catalogue's answer without what a role may not see; undefined where it is shown as it is. */
  shownTo(roleArn: string, call: AwsCall, answer: Message): object | undefined {
    return shownTo(this.grants, roleArn, call, answer);
  }

  /** What AWS would refuse a service as everything is deployed now: nobody hears of it. */
  get silentRefusals(): readonly string[] {
    return this.links.all().flatMap((link) => this.silentRefusal(link));
  }

  /**
   * Every action that the policies of the roles allow now, with an access that needed it.
   *
   * @param accesses what each role was allowed, by its name
   */
  rightsInUse(accesses: ReadonlyMap<string, readonly Access[]>): readonly RightInUse[] {
    return this.roles.names.flatMap((name) => {
      const roleArn = `arn:aws:iam::${this.place.accountId}:role/${name}`;
      return rightsInUse({
        session: { roleArn, principal: roleArn },
        statements: this.roles.statementsOf(name),
        accesses: accesses.get(name) ?? [],
        policyOf: (resource) => this.resources.statementsOf(resource),
      });
    });
  }

  private silentRefusal({ service, from, access: required }: ServiceLink): readonly string[] {
    const decision = decideForService(required, service, this.resources.statementsOf(required.resource));
    return decision.allowed
      ? []
      : [
          `${refusalText(`Service: ${service} (${from})`, required, decision)}. AWS tells nobody: what it sends is lost.`,
        ];
  }

  private policiesFor(roleArn: string, resource: string): Policies {
    return {
      identity: this.roles.statementsOf(roleArn),
      boundary: this.roles.boundaryOf(roleArn),
      resource: this.resources.statementsOf(resource),
    };
  }

  /** AWS sends the boundary that a role has with a call that changes what the role may do. */
  private withBoundary(required: Access): Access {
    const boundary = this.roles.boundaryArnOf(required.resource);
    if (boundary === undefined || !BOUNDED_ACTIONS.has(required.action)) return required;
    return { ...required, context: { "iam:PermissionsBoundary": boundary, ...required.context } };
  }
}
