/** Attributes of a resource, as Terraform's JSON has them. */
export type Values = Readonly<Record<string, unknown>>;

export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of anything; `Array.isArray` alone would make `any[]` of it. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The elements of a list that are objects, as blocks are; empty for everything else. */
export function blocksOf(value: unknown): readonly Values[] {
  return isList(value) ? value.filter(isValues) : isValues(value) ? [value] : [];
}

/** The elements of a list that are text; empty for everything else. */
export function textsOf(value: unknown): readonly string[] {
  return isList(value) ? value.filter((element) => typeof element === "string") : [];
}

/** True for null and for what the provider's SDK writes in its place: `""`, `0`, `false`, `[]`, `{}`. */
export function isZero(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === 0 || value === false) return true;
  if (isList(value)) return value.length === 0;
  return isValues(value) && Object.keys(value).length === 0;
}

/** Deep equality in which null and zero values are the same: the provider writes either, and neither is a change. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((element, index) => sameValue(element, right[index]));
  }
  if (isValues(left) && isValues(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].every((key) => sameValue(left[key], right[key]));
  }
  return isZero(left) && isZero(right);
}

/** JSON text in which the keys of every object are in order: the same for the same value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, below: unknown) =>
    isValues(below)
      ? Object.fromEntries(Object.entries(below).sort(([left], [right]) => (left < right ? -1 : 1)))
      : below,
  );
}

/** The same object without some keys. */
export function without(values: Values, ...keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

/** A place in a resource: `["ttl", 0, "enabled"]`. */
export type AttributePath = readonly (string | number)[];

/** Writes a path for people, in Terraform's own way: `ttl[0].enabled`, `parameters["projection.enabled"]`. */
export function formatPath(path: AttributePath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[\w-]+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

const parsed = new Map<string, AttributePath>();

/** Reads what `formatPath` writes. */
export function parsePath(text: string): AttributePath {
  const known = parsed.get(text);
  if (known) return known;
  const path = [...text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(([, index, quoted, name]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? (name ?? "") : String(JSON.parse(quoted));
  });
  parsed.set(text, path);
  return path;
}

/** The value at a path; undefined when there is none. */
export function valueAt(values: unknown, path: string | AttributePath): unknown {
  let value = values;
  for (const step of typeof path === "string" ? parsePath(path) : path) value = child(value, step);
  return value;
}

/** One step down. */
export function child(value: unknown, step: string | number): unknown {
  if (isList(value)) return typeof step === "number" ? value[step] : undefined;
  return isValues(value) ? value[step] : undefined;
}

/** The mark (`before_sensitive`, `after_unknown`) of a path: `true` as soon as a subtree around it is marked. */
export function markAt(marks: unknown, path: string | AttributePath): unknown {
  let mark = marks;
  for (const step of typeof path === "string" ? parsePath(path) : path) {
    if (mark === true) return true;
    mark = child(mark, step);
  }
  return mark;
}
