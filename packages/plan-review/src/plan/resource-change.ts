import type { ChangeKind, Evidence } from "../review";
import { type Difference, differences } from "./differences";
import type { ResourceChangeJson } from "./plan-json";
import { UNKNOWN, maskedText } from "./sensitive-values";
import { type Values, formatPath, isList, isValues, markAt, valueAt } from "./values";

/** Attributes that say something about the resource as text only: tags and descriptions. */
export const COSMETIC = /^(tags|tags_all|description)\b/;

/** What the plan does with one resource. Also made for resources that it leaves alone. */
export class ResourceChange {
  readonly address: string;
  readonly type: string;
  /** `managed` or `data`. */
  readonly mode: string;
  readonly previousAddress?: string;
  /** True when Terraform takes over what exists. */
  readonly imported: boolean;
  /** Key of an object that a failed create-before-destroy left behind. */
  readonly deposed?: string;
  /** Terraform's word for why, for example `replace_because_tainted`. */
  readonly actionReason?: string;
  /** As planned: `["delete", "create"]`. May hold words that nobody knew when this was written. */
  readonly actions: readonly string[];
  readonly kind: ChangeKind;
  /** Attributes, raw: for comparisons, never for texts. Empty when the resource does not exist before. */
  readonly before: Values;
  /** Attributes, raw, without those that are known after the apply. Empty when the resource is gone. */
  readonly after: Values;
  readonly afterUnknown: unknown;
  /** What forces a replacement, sorted: `extended_s3_configuration[0].dynamic_partitioning_configuration`. */
  readonly replacePaths: readonly string[];
  private known?: readonly Difference[];

  constructor(private readonly json: ResourceChangeJson) {
    const { change } = json;
    this.address = json.address;
    this.type = json.type;
    this.mode = json.mode;
    this.previousAddress = json.previous_address;
    this.deposed = json.deposed;
    this.actionReason = json.action_reason;
    this.actions = change.actions;
    this.imported = change.importing !== undefined && change.importing !== null;
    this.kind = kindOf(json);
    this.before = isValues(change.before) ? change.before : {};
    this.after = isValues(change.after) ? change.after : {};
    this.afterUnknown = change.after_unknown;
    this.replacePaths = (change.replace_paths ?? []).map(formatPath).sort();
  }

  /** The outermost of the paths that force a replacement. */
  get causes(): readonly string[] {
    const isBelow = (path: string, other: string) => path.startsWith(`${other}.`) || path.startsWith(`${other}[`);
    return this.replacePaths.filter((path) => !this.replacePaths.some((other) => isBelow(path, other)));
  }

  /** True when what exists now will be destroyed, by a replacement too. */
  get destroys(): boolean {
    return this.actions.includes("delete");
  }

  get creates(): boolean {
    return this.actions.includes("create");
  }

  /** Leaves that differ before and after, masked; null and zero values are equal. */
  get differences(): readonly Difference[] {
    this.known ??= differences({
      before: this.json.change.before,
      after: this.json.change.after,
      afterUnknown: this.afterUnknown,
      beforeSensitive: this.json.change.before_sensitive,
      afterSensitive: this.json.change.after_sensitive,
    });
    return this.known;
  }

  /** True for an update of nothing but tags or a description. */
  get cosmetic(): boolean {
    return this.kind === "update" && this.differences.every(({ attribute }) => COSMETIC.test(attribute));
  }

  isUnknown(path: string): boolean {
    return markAt(this.afterUnknown, path) === true;
  }

  /** The value before as text, masked. @param path for example `ttl[0].enabled` */
  textBefore(path: string): string | undefined {
    return maskedText(valueAt(this.before, path), ...this.marksAt(path));
  }

  /** The value after as text, masked. */
  textAfter(path: string): string | undefined {
    if (this.isUnknown(path)) return UNKNOWN;
    return maskedText(valueAt(this.after, path), ...this.marksAt(path));
  }

  /** A value of the code that stands for the attribute at a path: hidden when the plan marks anything of that attribute. */
  codeText(path: string, value: unknown): string | undefined {
    return maskedText(value, this.marksAt(path).some(holdsMark));
  }

  /** Attributes before and after, without those that are absent in both. */
  evidence(...paths: readonly string[]): Evidence[] {
    return paths
      .map((attribute) => ({ attribute, before: this.textBefore(attribute), after: this.textAfter(attribute) }))
      .filter(({ before, after }) => before !== undefined || after !== undefined);
  }

  private marksAt(path: string): unknown[] {
    const { before_sensitive: before, after_sensitive: after } = this.json.change;
    return [markAt(before, path), markAt(after, path)];
  }
}

function holdsMark(mark: unknown): boolean {
  if (isList(mark)) return mark.some(holdsMark);
  return mark === true || (isValues(mark) && Object.values(mark).some(holdsMark));
}

function kindOf({ change: { actions, importing }, previous_address: previousAddress }: ResourceChangeJson): ChangeKind {
  if (actions.includes("forget")) return "forget";
  if (actions.includes("delete")) return actions.includes("create") ? "replace" : "delete";
  if (actions.includes("create")) return "create";
  if (actions.includes("update")) return "update";
  if (actions.includes("read")) return "read";
  if (previousAddress !== undefined) return "move";
  if (importing !== undefined && importing !== null) return "import";
  return "other";
}
