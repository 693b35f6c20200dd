import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { policyDocument, type PolicyStatement } from "../iam";
import { bucketArn, keyArn } from "../input-rules/arns";
import {
  checkInputs,
  fields,
  knownAtSynth,
  listOf,
  optional,
  removalProtection,
  type RulesFor,
} from "../input-rules/inputs";
import { gitHubEnvironment, gitHubRepository, namePart, roleName } from "../input-rules/names";
import { checkProviderAt } from "../input-rules/place";
import { accountId as account, region as itsRegion, partitionOf } from "../input-rules/regions";
import { oneOf, RIGHT, type Rule, wrong } from "../input-rules/rule";
import { BOUNDARY_PLACE, boundaryRights, type BoundaryPlace } from "./boundary-rights";
import { deployRights, planRights, type PipelineLake, type PipelinePlace } from "./terraform-rights";

/** A lake, and the roles with which the workflows work on it. Lakes may share roles. */
export interface LakePipeline extends PipelineLake {
  /** Name of the environment on GitHub that its deployments run in: 1 to 255 characters, no colon. */
  readonly environment: string;
  /** Name of the role that plans: 1 to 64 letters, digits and `_+=,.@-`. */
  readonly planRole: string;
  /** Name of the role that deploys, which plans no lake: 1 to 64 letters, digits and `_+=,.@-`. */
  readonly deployRole: string;
}

export interface PipelineAccessProps {
  /** 12 digits. */
  readonly accountId: string;
  /** Region of the lakes, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /** First part of the names of every lake: lower-case letters, digits and hyphens, a letter first. */
  readonly namePrefix: string;
  /** Repository on GitHub whose workflows take the roles: `OWNER/NAME`. */
  readonly repository: string;
  /** "existing": the account has GitHub's OIDC provider already; an account can have one. @default "create" */
  readonly oidcProvider?: "create" | "existing";
  /** One at least, each with a name of its own. */
  readonly lakes: readonly LakePipeline[];
  /** ARN of the bucket with the Terraform state of the lakes. */
  readonly stateBucketArn: string;
  /** ARN of that bucket's key. */
  readonly stateKeyArn: string;
}

const LAKE: RulesFor<LakePipeline> = {
  name: namePart,
  environment: gitHubEnvironment,
  planRole: knownAtSynth(roleName),
  deployRole: knownAtSynth(roleName),
  removalProtection,
};

const pipelines: Rule = (value) => {
  const mistakes = listOf(fields(LAKE), 1)(value);
  if (mistakes.length > 0) return mistakes;
  const lakes = value as readonly LakePipeline[];
  const planRoles = lakes.map(({ planRole }) => planRole);
  return lakes.flatMap(({ name, deployRole }, index) => [
    ...(planRoles.includes(deployRole)
      ? wrong(deployRole, "is the role that plans, too, which may change nothing", "Name another role")
      : RIGHT
    ).map((mistake) => ({ ...mistake, at: [index, "deployRole"] })),
    ...(lakes.findIndex((other) => other.name === name) === index
      ? RIGHT
      : wrong(name, "is the name of another lake, too", "Remove one of the two")
    ).map((mistake) => ({ ...mistake, at: [index, "name"] })),
  ]);
};

const RULES: RulesFor<PipelineAccessProps> = {
  accountId: account,
  region: itsRegion,
  namePrefix: namePart,
  repository: gitHubRepository,
  oidcProvider: optional(knownAtSynth(oneOf(["create", "existing"], "the OIDC provider"))),
  lakes: knownAtSynth(pipelines),
  stateBucketArn: bucketArn,
  stateKeyArn: keyArn,
};

const GITHUB = "token.actions.githubusercontent.com";
const AUDIENCE = "sts.amazonaws.com";
/**
 * Inline policies of a role have 10,240 characters in all, which two lakes exceed; a managed policy has its own, and a role ten
 * of them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const POLICY_CHARACTERS = 6_144;
const POLICIES_OF_A_ROLE = 10;

/**
 * ARN of the policy that bounds the roles of every lake of a name prefix, in one region of an account.
 *
 * @throws Error when account, region or prefix are not what they must be
 */
export function permissionsBoundaryArn({ accountId, region, namePrefix }: BoundaryPlace): string {
  const place = { accountId, region, namePrefix };
  checkInputs("permissionsBoundaryArn", place, BOUNDARY_PLACE);
  return `arn:${partitionOf(region)}:iam::${place.accountId}:policy/${boundaryName(place)}`;
}

/** Policies have no region, and what this one bounds has. */
function boundaryName({ namePrefix, region }: BoundaryPlace): string {
  return `${namePrefix}-boundary-${region}`;
}

/**
 * The roles of GitHub's workflows in an account, without any key: one that plans (reads configuration and state, and no
 * data), and one that deploys, whose roles can never do more than the permissions boundary allows.
 *
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class PipelineAccess extends Construct {
  /** Those that plan, by name. */
  readonly planRoles: readonly IamRole[];
  /** Those that deploy, by name. */
  readonly deployRoles: readonly IamRole[];

  /** @throws Error naming construct, prop, value, rule and fix of each prop that IAM would not take, or a role whose policies are too much for it */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineAccessProps,
  ) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    checkProviderAt(this, props);
    const { accountId, lakes } = props;
    new IamPolicy(this, "boundary", {
      name: boundaryName(props),
      description: "The most that a role of a lake may do",
      policy: policyDocument(boundaryRights(props)),
    });
    const provider =
      props.oidcProvider === "existing"
        ? `arn:${partitionOf(props.region)}:iam::${accountId}:oidc-provider/${GITHUB}`
        : new IamOpenidConnectProvider(this, "github", { url: `https://${GITHUB}`, clientIdList: [AUDIENCE] }).arn;
    this.planRoles = namesOf(lakes, ({ planRole }) => planRole).map((name) =>
      this.role(name, {
        provider,
        description: "Plans the lakes: reads configuration, and no data",
        subjects: ["pull_request", "ref:refs/heads/main"],
        statements: planRights(this.place(({ planRole }) => planRole === name)),
      }),
    );
    this.deployRoles = namesOf(lakes, ({ deployRole }) => deployRole).map((name) => {
      const own = lakes.filter(({ deployRole }) => deployRole === name);
      return this.role(name, {
        provider,
        description: "Deploys the lakes",
        subjects: own.map(({ environment }) => `environment:${environment}`),
        statements: deployRights(this.place(({ deployRole }) => deployRole === name)),
      });
    });
  }

  private place(filter: (lake: LakePipeline) => boolean): PipelinePlace {
    const { lakes, ...place } = this.props;
    return { ...place, lakes: lakes.filter(filter), boundaryArn: permissionsBoundaryArn(place) };
  }

  private role(
    name: string,
    props: {
      readonly provider: string;
      readonly description: string;
      readonly subjects: readonly string[];
      readonly statements: readonly PolicyStatement[];
    },
  ): IamRole {
    const id = name.replaceAll(/\W/g, "_");
    const role = new IamRole(this, id, {
      name,
      description: props.description,
      assumeRolePolicy: policyDocument([
        {
          actions: ["sts:AssumeRoleWithWebIdentity"],
          principals: { federated: props.provider },
          conditions: {
            StringEquals: {
              [`${GITHUB}:aud`]: AUDIENCE,
              [`${GITHUB}:sub`]: props.subjects.map((subject) => `repo:${this.props.repository}:${subject}`),
            },
          },
        },
      ]),
    });
    for (const [index, statements] of this.policies(name, props.statements).entries()) {
      const policy = new IamPolicy(this, `${id}_policy_${index + 1}`, {
        name: `${name}-${index + 1}`,
        description: `Part ${index + 1} of what ${name} may do`,
        policy: policyDocument(statements),
      });
      new IamRolePolicyAttachment(this, `${id}_attachment_${index + 1}`, { role: role.name, policyArn: policy.arn });
    }
    return role;
  }

  /** Puts statements, in order, into as few policies as their length allows. */
  private policies(role: string, statements: readonly PolicyStatement[]): readonly (readonly PolicyStatement[])[] {
    const policies: PolicyStatement[][] = [];
    for (const statement of statements) {
      const last = policies.at(-1);
      if (last !== undefined && policyDocument([...last, statement]).length <= POLICY_CHARACTERS) last.push(statement);
      else policies.push([statement]);
    }
    const isTooLong = policies.some((policy) => policyDocument(policy).length > POLICY_CHARACTERS);
    if (isTooLong || policies.length > POLICIES_OF_A_ROLE) {
      throw new Error(
        `${this.node.path}: what role ${role} may do does not fit into ${POLICIES_OF_A_ROLE} policies of ${POLICY_CHARACTERS} characters, which is what IAM takes: it serves too many lakes. Give some of them another role.`,
      );
    }
    return policies;
  }
}

function namesOf(lakes: readonly LakePipeline[], nameOf: (lake: LakePipeline) => string): readonly string[] {
  return [...new Set(lakes.map(nameOf))];
}
