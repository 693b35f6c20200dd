/** Members of an object: decoded name and canonical text of the value, in the order of the text. */
export type CanonicalMembers = readonly (readonly [name: string, json: string])[];

interface Container {
  readonly isObject: boolean;
  readonly names: string[];
  readonly values: string[];
}

/** JSON can spell half of a surrogate pair, UTF-8 cannot: it is stored as the replacement character. */
const HALF_PAIR = /\p{Surrogate}/gu;
const STRUCTURE = new Set([" ", "\n", "\r", "\t", ",", ":", "{", "}", "[", "]", '"']);

/**
 * One text for all texts of the same JSON value: no white space, members sorted by name (those of equal names stay in
 * order), strings written in one way. Numbers keep their digits, so that 1.10 is not 1.1 and an integer over 2^53 is
 * not its neighbour.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function canonicalJson(text: string): string {
  return scan(text).canonical;
}

/**
 * The members of a JSON object, each value in the form of {@link canonicalJson}.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function canonicalMembers(text: string): CanonicalMembers {
  return scan(text).members;
}

/**
 * The elements of a JSON array, each in the form of {@link canonicalJson}.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function canonicalElements(text: string): readonly string[] {
  return scan(text).elements;
}

/** Writes members as {@link canonicalJson} does. */
export function canonicalObject(members: CanonicalMembers): string {
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
}

/** Reads without recursion: an event may be nested more deeply than the call stack. */
function scan(text: string): { canonical: string; members: CanonicalMembers; elements: readonly string[] } {
  JSON.parse(text);
  const root: Container = { isObject: false, names: [], values: [] };
  const open: Container[] = [root];
  let last = root;
  for (let at = 0; at < text.length;) {
    const container = open.at(-1) ?? root;
    const character = text.charAt(at);
    const end = tokenEnd(text, at);
    if (character === "{" || character === "[") {
      open.push({ isObject: character === "{", names: [], values: [] });
    } else if (character === "}" || character === "]") {
      open.pop();
      last = container;
      const { isObject, values } = container;
      open.at(-1)?.values.push(isObject ? canonicalObject(membersOf(container)) : `[${values.join(",")}]`);
    } else if (character === '"') {
      const decoded = String(JSON.parse(text.slice(at, end)));
      const isName = container.isObject && container.names.length === container.values.length;
      const whole = decoded.replaceAll(HALF_PAIR, "\ufffd");
      (isName ? container.names : container.values).push(isName ? whole : JSON.stringify(whole));
    } else if (!STRUCTURE.has(character)) {
      container.values.push(text.slice(at, end));
    }
    at = end;
  }
  return { canonical: root.values[0] ?? "", members: membersOf(last), elements: last.values };
}

function membersOf(container: Container): CanonicalMembers {
  return container.names.map((name, index) => [name, container.values[index] ?? ""] as const);
}

function tokenEnd(text: string, start: number): number {
  const character = text.charAt(start);
  if (character === '"') return stringEnd(text, start + 1);
  if (STRUCTURE.has(character)) return start + 1;
  const end = text.slice(start).search(/[\s,:{}[\]"]/);
  return end < 0 ? text.length : start + end;
}

/** Jumps from quote to quote: a payload may hold a string of a megabyte. */
function stringEnd(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (escapes > from && text.charAt(escapes - 1) === "\\") escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
  }
  return text.length;
}
