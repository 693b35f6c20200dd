/** What GitHub would take as markup in a comment of ours, read by the rules of CommonMark for the few forms that we use. */
export interface ReadMarkdown {
  /** Everything outside code, escapes taken out. */
  readonly text: string;
  /** Tags outside code, in their order: `details`, `/details`. */
  readonly tags: readonly string[];
  /** False when a fence is open at the end. */
  readonly fencesClosed: boolean;
}

/** A line of HTML, in which neither backticks nor backslashes mean anything. */
const HTML_BLOCK = /^<\/?(details|p)\b/u;

/** @see https://spec.commonmark.org/0.31.2/#fenced-code-blocks and #code-spans */
export function readMarkdown(markdown: string): ReadMarkdown {
  let fence: string | undefined;
  const outside: string[] = [];
  for (const line of markdown.split(/\r\n|\n|\r/u)) {
    const delimiter = /^ *(`{3,})[^`]*$/u.exec(line)?.[1];
    if (fence === undefined && delimiter !== undefined) fence = delimiter;
    else if (fence === undefined) outside.push(HTML_BLOCK.test(line) ? line : withoutCodeSpans(line));
    else if (new RegExp(`^ *${fence}\`* *$`, "u").test(line)) fence = undefined;
  }
  const text = outside
    .join("\n")
    .replace(/^<!--.*?-->/u, "")
    .replaceAll("&#8203;", "\u200b");
  return {
    text,
    tags: [...text.matchAll(/<(\/?[a-z!-]+)[^>]*>?/giu)].map((match) => match[1] ?? ""),
    fencesClosed: fence === undefined,
  };
}

function withoutCodeSpans(line: string): string {
  let text = "";
  let index = 0;
  while (index < line.length) {
    const character = line.charAt(index);
    if (character === "\\") {
      index += 2;
      continue;
    }
    if (character !== "`") {
      text += character;
      index += 1;
      continue;
    }
    const run = /^`+/u.exec(line.slice(index))?.[0] ?? "";
    const rest = line.slice(index + run.length);
    const end = [...rest.matchAll(/`+/gu)].find((match) => match[0].length === run.length);
    if (end === undefined) {
      text += run;
      index += run.length;
    } else {
      index += run.length * 2 + end.index;
    }
  }
  return text;
}

/** The tag that is not closed, or closed without being open; undefined when all are balanced. */
export function unbalancedTag(tags: readonly string[]): string | undefined {
  const open: string[] = [];
  for (const tag of tags) {
    if (!tag.startsWith("/")) open.push(tag);
    else if (open.pop() !== tag.slice(1)) return tag;
  }
  return open[0];
}
