import { isList, isValues } from "./values";

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
