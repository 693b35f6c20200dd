import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import {
  type AttributePath,
  type Values,
  formatPath,
  isList,
  isValues,
  isZero,
  sameValue,
  valueAt,
  without,
} from "../plan/values";

/** A change of code that the plan passes over. */
export interface SilentEdit {
  /** As the code names it, without indexes: `storage_descriptor.columns`. */
  readonly attribute: string;
  /** Where the value stands in the state: `storage_descriptor[0].columns`. */
  readonly statePath: string;
  /** What the code said, raw. */
  readonly base: unknown;
  /** What the code says now, raw. */
  readonly head: unknown;
  /** True when the code no longer says it. */
  readonly removed: boolean;
}

/** Arguments that are Terraform's own, not the provider's. */
const META = [
  "//",
  "connection",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
  "timeouts",
];

/** Edits between base and head synth of one resource that its planned change does not carry out. */
export function silentEdits(change: ResourceChange, { base, head }: PlanUnderReview): SilentEdit[] {
  const before = change.previousAddress ?? change.address;
  if (change.creates || change.destroys || change.deposed !== undefined) return [];
  if (base?.has(before) !== true || head?.has(change.address) !== true) return [];
  const planned = change.differences.map(({ attribute }) => attribute.replace(/\[\d+\]/g, ""));
  const edits: SilentEdit[] = [];
  compare(
    [],
    without(base.argumentsOf(before), ...META),
    without(head.argumentsOf(change.address), ...META),
    change.after,
    edits,
  );
  return edits.filter(
    ({ attribute }) => !planned.some((path) => isWithin(path, attribute) || isWithin(attribute, path)),
  );
}

/** Walks down both codes and the state beside them, to the arguments that differ and do not say what the state says. */
function compare(path: AttributePath, base: unknown, head: unknown, state: unknown, edits: SilentEdit[]): void {
  if (sameValue(base, head)) return;
  // A single block is an object in the code and a list of one in the state.
  if (isList(state) && state.length === 1 && (isValues(base) || isValues(head))) {
    compare([...path, 0], base, head, state[0], edits);
    return;
  }
  if (isValues(base) && isValues(head)) {
    for (const key of new Set([...Object.keys(base), ...Object.keys(head)])) {
      compare([...path, key], base[key], head[key], valueAt(state, [key]), edits);
    }
    return;
  }
  const removed = isZero(head);
  const silent = removed ? !isZero(state) : isPlain(head) && !says(head, state);
  if (!silent) return;
  edits.push({
    attribute: formatPath(path.filter((step) => typeof step !== "number")),
    statePath: formatPath(path),
    base,
    head,
    removed,
  });
}

/** Without a reference: only Terraform knows what those come to. */
function isPlain(value: unknown): boolean {
  return !JSON.stringify(value).includes("${");
}

/** Whether the code says what the state has; a block may leave arguments out, and numbers may be text. */
function says(code: unknown, state: unknown): boolean {
  if (isList(state) && isValues(code)) return says(code, state[0]);
  if (isValues(code)) {
    return Object.entries(code).every(([key, value]) => isZero(value) || says(value, valueAt(state, [key])));
  }
  if (isList(code)) {
    if (!isList(state)) return code.length === 1 && says(code[0], state);
    return code.length === state.length && code.every((element) => state.some((other) => says(element, other)));
  }
  return sameValue(code, state) || String(code) === String(state) || sameDocument(code, state);
}

function sameDocument(code: unknown, state: unknown): boolean {
  const [left, right] = [code, state].map(parse);
  return isValues(left) && isValues(right) && sameValue(left, right);
}

function parse(value: unknown): Values | undefined {
  try {
    const document: unknown = typeof value === "string" ? JSON.parse(value) : undefined;
    return isValues(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}
