import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformResource, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { refuse } from "./inputs";
import { partitionOf } from "./regions";
import { valueText, wrong } from "./rule";

/** Where a construct says that it is. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** The ARN of something in an account and region, in the partition of the region. */
export function arnAt({ accountId, region }: Place, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;
}

const CHECKED = new WeakSet<IConstruct>();

/**
 * Has synthesis stop where the resources of a construct would be made in another region or account than the construct was
 * told: its ARNs would name what is not there, and policies would allow nothing. It is looked at when everything is there,
 * for a provider may be added last.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#argument-reference
 */
export function checkProviderAt(construct: IConstruct, place: Place): void {
  if (construct.node.scopes.some((scope) => CHECKED.has(scope))) return;
  CHECKED.add(construct);
  construct.node.addValidation({
    validate: () => providersOf(construct).flatMap((provider) => disagreements(construct.node.path, provider, place)),
  });
}

const NAMES = new WeakMap<IConstruct, Map<string, string>>();

/** A name that AWS has once, where it has it once, and why. */
interface UniqueName {
  /** Prop that has the name. */
  readonly key: string;
  readonly name: string;
  /** Account that it is unique in; none: it is unique in all. */
  readonly accountId?: string;
  /** Clause of the error: `IAM has a role of one name once in an account`. */
  readonly rule: string;
}

export const ONE_ROLE_OF_A_NAME = "IAM has a role of one name once in an account, whatever the region";

/**
 * Stops where another construct of the app has the name already: AWS would refuse the second one when it is deployed.
 *
 * @throws Error naming both constructs
 */
export function claimName(construct: IConstruct, { key, name, accountId = "", rule }: UniqueName): void {
  if ([name, accountId].some((text) => Token.isUnresolved(text))) return;
  const names = NAMES.get(construct.node.root) ?? new Map<string, string>();
  NAMES.set(construct.node.root, names);
  const claim = `${rule} ${accountId} ${name.toLowerCase()}`;
  const other = names.get(claim);
  if (other !== undefined) {
    const mistakes = wrong(name, `${other} has this name, too, and ${rule}`, "Give one of the two another name");
    refuse(
      construct.node.path,
      mistakes.map((mistake) => ({ ...mistake, at: [key] })),
    );
  }
  names.set(claim, construct.node.path);
}

/** Providers of what the construct makes: those that its resources name, and the stack's own for all others. */
function providersOf(construct: IConstruct): readonly AwsProvider[] {
  const providers = TerraformStack.of(construct)
    .node.findAll()
    .filter((node) => node instanceof AwsProvider);
  const standard = providers.find(({ alias }) => alias === undefined);
  const resources = construct.node.findAll().filter((node) => node instanceof TerraformResource);
  return [...new Set(resources.map(({ provider }) => (provider instanceof AwsProvider ? provider : standard)))].filter(
    (provider) => provider !== undefined,
  );
}

function disagreements(source: string, provider: AwsProvider, { accountId, region }: Place): readonly string[] {
  const mistakes: string[] = [];
  const { region: itsRegion, allowedAccountIds = [], forbiddenAccountIds = [] } = provider;
  if (isKnown(itsRegion) && isKnown(region) && itsRegion !== region) {
    mistakes.push(
      `${source}: region: got ${valueText(region)}; the provider ${provider.node.path} makes resources in ${itsRegion}. Pass the region of the provider, or give the construct a stack with a provider of its own.`,
    );
  }
  const allowed = allowedAccountIds.every(isKnown) ? allowedAccountIds : [];
  const isRefused = (allowed.length > 0 && !allowed.includes(accountId)) || forbiddenAccountIds.includes(accountId);
  if (isKnown(accountId) && isRefused) {
    mistakes.push(
      `${source}: accountId: got ${valueText(accountId)}; the provider ${provider.node.path} refuses this account. Pass the account of the provider, or give the construct a stack with a provider of its own.`,
    );
  }
  return mistakes;
}

function isKnown(value: string | undefined): value is string {
  return value !== undefined && !Token.isUnresolved(value);
}
