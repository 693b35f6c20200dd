/** A copy in which the value behind these keys is another one. */
export function changed(inputs: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
  const member: unknown = Reflect.get(Object(inputs), key);
  const replaced = rest.length === 0 ? value : changed(member ?? {}, rest, value);
  if (Array.isArray(inputs)) return inputs.map((old: unknown, index) => (String(index) === key ? replaced : old));
  return { ...Object(inputs), [key]: replaced };
}
