import type { ProjectProfile } from "../profile";
import type { PlanError } from "../review";
import { Configuration } from "./configuration";
import type { ChangeJson, PlanJson } from "./plan-json";
import { ResourceChange } from "./resource-change";
import type { SynthesisedStack } from "./synthesised-stack";

/** Everything that a check may look at. */
export class PlanUnderReview {
  /** True when Terraform ended with an error and wrote the plan nevertheless. */
  readonly errored: boolean;
  /** True when that error was another than `prevent_destroy`: the plan is not whole. */
  readonly incomplete: boolean;
  /** Managed resources, those that stay as they are too, by address: a finding about several stands at the first of them. */
  readonly resources: readonly ResourceChange[];
  /** What was changed outside of Terraform, as the refresh found it. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: Readonly<Record<string, ChangeJson>>;
  readonly configuration: Configuration;
  private readonly byAddress: ReadonlyMap<string, ResourceChange>;
  private readonly byType = new Map<string, ResourceChange[]>();

  constructor(
    readonly json: PlanJson,
    /** The synthesised stack that was planned. */
    readonly head?: SynthesisedStack,
    /** The synthesised stack of the commit that the change starts from. */
    readonly base?: SynthesisedStack,
    readonly profile: ProjectProfile = {},
    /** What Terraform ended with. @default - not known */
    errors: readonly PlanError[] = [],
  ) {
    this.errored = json.errored;
    this.resources = byAddress(json.resource_changes).filter(({ mode }) => mode === "managed");
    this.drift = byAddress(json.resource_drift);
    this.outputs = json.output_changes;
    this.incomplete = this.errored && !(errors.length > 0 ? errors.every(isPrevention) : this.mayBePrevented());
    this.configuration = new Configuration(json.configuration.root_module);
    this.byAddress = new Map(
      this.resources.filter(({ deposed }) => deposed === undefined).map((change) => [change.address, change]),
    );
    for (const change of this.resources) {
      const known = this.byType.get(change.type);
      if (known) known.push(change);
      else this.byType.set(change.type, [change]);
    }
  }

  /** Resources that the plan changes in any way, moves and imports too. */
  get changed(): readonly ResourceChange[] {
    return this.resources.filter(({ kind, actions }) => kind !== "other" || !isNoOp(actions));
  }

  /** Whether `prevent_destroy` can be why Terraform ended with an error: something is destroyed that it may protect. */
  private mayBePrevented(): boolean {
    return this.resources.some(({ destroys, address }) => destroys && this.head?.preventsDestroy(address) !== false);
  }

  resource(address: string): ResourceChange | undefined {
    return this.byAddress.get(address);
  }

  /** @param types for example `aws_kinesis_stream` */
  ofType(...types: readonly string[]): readonly ResourceChange[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Path of the construct; of a resource that the code no longer has, the one it had. */
  constructPath(address: string): string | undefined {
    return this.head?.constructPath(address) ?? this.base?.constructPath(address);
  }
}

function byAddress(changes: PlanJson["resource_changes"]): ResourceChange[] {
  return changes
    .map((json) => new ResourceChange(json))
    .map((change) => ({ change, key: JSON.stringify([change.address, change.deposed ?? ""]) }))
    .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0))
    .map(({ change }) => change);
}

/** @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy */
function isPrevention({ message }: PlanError): boolean {
  return message.startsWith("Instance cannot be destroyed");
}

export function isNoOp(actions: readonly string[]): boolean {
  return actions.every((action) => action === "no-op");
}
