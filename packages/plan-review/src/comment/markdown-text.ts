import { visibleLine } from "../output/visible-text";

/** A text that stands between our own words: nothing in it is markup, HTML, a mention, a reference, a link or a formula. */
export function plain(text: string): string {
  return visibleLine(text).replace(
    /^(?:[-+=#]|\d+(?=[.)](?:\s|$)))|[\\`*_[\]~&<>|$]|[@#](?=[\p{L}\p{N}])|:(?=\/\/)|www(?=\.)/giu,
    (found) => {
      if (found === "$") return "<span>$</span>";
      if (/[&<>|]/u.test(found)) return `&#${found.charCodeAt(0)};`;
      // A character of no width parts what would be a mention, a reference or a link; at the start, a heading or a list.
      if (/[@#:w]/iu.test(found)) return `${found}&#8203;`;
      return /^[-+=\d]/u.test(found) ? `&#8203;${found}` : `\\${found}`;
    },
  );
}

/** A sentence of ours in which code stands in backticks. What is in the backticks, or outside, cannot break out. */
export function prose(text: string): string {
  const parts = text.split("`");
  // An odd backtick has no partner: the sentence is taken as it is, and nothing of it is code.
  if (parts.length % 2 === 0) return plain(text);
  return parts.map((part, index) => (index % 2 === 0 ? plain(part) : part === "" ? "" : code(part))).join("");
}

/** Inline code, its backticks chosen by the content. */
export function code(text: string): string {
  const content = visibleLine(text);
  if (content.trim() === "") return `\`"${content}"\``;
  const delimiter = "`".repeat(longestRun(content, "`") + 1);
  const padding = /^`|`$|^ .* $/u.test(content) ? " " : "";
  return `${delimiter}${padding}${content}${padding}${delimiter}`;
}

/** Code for the cell of a table, where a pipe would end the cell even in backticks. */
export function codeInCell(text: string): string {
  return `<code>${plain(text)}</code>`;
}

/** Code for a line of HTML, such as a summary, in which no markdown is read. */
export function codeInHtml(text: string): string {
  return `<code>${visibleLine(text).replace(/[&<>"]/gu, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}

/** A fenced block whose fence is longer than any in its lines. */
export function fence(lines: readonly string[], language: string): string[] {
  const content = lines.map(visibleLine);
  const delimiter = "`".repeat(Math.max(3, longestRun(content.join("\n"), "`") + 1));
  return [`${delimiter}${language}`, ...content, delimiter];
}

/** Length as GitHub counts it: a character outside the basic plane is one, not two. */
export function codePoints(text: string): number {
  let count = 0;
  for (const character of text) count += character.length > 0 ? 1 : 0;
  return count;
}

/** At most `limit` code points of a text, and how many are left out is said. */
export function shorten(text: string, limit: number): string {
  const characters = Array.from(text);
  if (characters.length <= limit) return text;
  const rest = characters.length - limit;
  return `${characters.slice(0, limit).join("")}… (${rest} more characters)`;
}

function longestRun(text: string, character: string): number {
  return Math.max(0, ...(text.match(new RegExp(`${character}+`, "gu")) ?? []).map((run) => run.length));
}
