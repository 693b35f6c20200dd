/** Patterns are those of the deployed policies: few, and asked at every call. */
const expressions = new Map<string, RegExp>();

/** IAM's wildcards: `*` is any text, the empty one too, `?` any one character. */
export function isLike(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    const source = pattern
      .split(/(\*|\?)/)
      .map((part) => (part === "*" ? ".*" : part === "?" ? "." : part.replaceAll(/[\\^$.|+()[\]{}]/g, "\\$&")))
      .join("");
    expression = new RegExp(`^${source}$`, "s");
    expressions.set(pattern, expression);
  }
  return expression.test(text);
}
