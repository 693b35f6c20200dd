import { isDeeperThan } from "./nesting";
import { MAX_NESTING } from "../../interface";

/** White space, and what producers put around JSON text: a byte order mark before it, NUL behind it. */
const BETWEEN = /[ \t\r\n\0\ufeff]*/y;

/** How often a text may be read to its end in search of a bracket: one of nothing but broken lines would be, for each. */
const MAX_LOOKAHEAD = 20;

const AROUND_ELEMENT = /^[ \t\r\n]+|[ \t\r\n]+$/g;

/** A string, or a character that opens, closes or separates; a string that is not closed goes to the end. */
const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*"?|[[\]{},]/g;

/**
 * Takes a text apart into its events: JSON objects in lines or one behind the other, printed over several lines, or in
 * arrays, whose elements they are. What is none of these is given back up to the end of its line, so that one broken event
 * costs no other. Nothing is checked: each part may be no JSON.
 */
export function jsonSequence(text: string): string[] {
  const parts: string[] = [];
  let lookahead = MAX_LOOKAHEAD * text.length;
  for (let at = afterSpace(text, 0); at < text.length;) {
    const lineFeed = text.indexOf("\n", at);
    const lineEnd = lineFeed < 0 ? text.length : lineFeed;
    let container: Container | undefined;
    if ("[{".includes(text.charAt(at))) {
      container = readContainer(text, at, lineEnd);
      if (container === undefined && lookahead > 0) {
        container = readContainer(text, at, text.length);
        lookahead -= (container?.end ?? text.length) - at;
        if (container !== undefined && !isOneValue(text.slice(at, container.end))) container = undefined;
      }
    }
    if (container === undefined) {
      parts.push(text.slice(at, lineEnd).replace(/[ \t\r\0\ufeff]+$/, ""));
      at = afterSpace(text, lineEnd);
    } else {
      // One by one: a call takes a hundred thousand arguments, and a record may have more elements.
      const found = text.charAt(at) === "[" ? container.elements : [text.slice(at, container.end)];
      for (const part of found) parts.push(part);
      at = afterSpace(text, container.end);
    }
  }
  return parts;
}

function afterSpace(text: string, from: number): number {
  BETWEEN.lastIndex = from;
  BETWEEN.test(text);
  return BETWEEN.lastIndex;
}

interface Container {
  readonly end: number;
  /** The texts between its outer commas; where none of them is an object, the text of the whole. */
  readonly elements: readonly string[];
}

/** An array or object by its brackets; undefined when nothing closes it before `limit`. */
function readContainer(text: string, start: number, limit: number): Container | undefined {
  const elements: string[] = [];
  let depth = 0;
  let elementStart = start + 1;
  const endElement = (end: number) => {
    const element = text.slice(elementStart, end).replace(AROUND_ELEMENT, "");
    if (element !== "") elements.push(element);
    elementStart = end + 1;
  };
  TOKEN.lastIndex = start;
  for (let token = TOKEN.exec(text); token !== null && token.index < limit; token = TOKEN.exec(text)) {
    const [found] = token;
    if (found === "," && depth === 1) endElement(token.index);
    else if (found === "[" || found === "{") depth += 1;
    else if (found === "]" || found === "}") depth -= 1;
    if (depth > 0) continue;
    endElement(token.index);
    const end = token.index + 1;
    const hasObject = elements.some((element) => element.startsWith("{"));
    return { end, elements: hasObject ? elements : [text.slice(start, end)] };
  }
  return undefined;
}

/** Whether lines belong together. What is too deep for a parser is taken for one value: it is rejected for its depth. */
function isOneValue(text: string): boolean {
  if (isDeeperThan(text, MAX_NESTING)) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
