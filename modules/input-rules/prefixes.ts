import { both, RIGHT, type Rule, valueText, wrong } from "./rule";
import { text } from "./texts";

/** The begin of keys that something is granted under; the empty text is every key. */
export const objectPrefix: Rule = both(text({ what: "a prefix", least: 0, most: 1024 }), (value) => {
  const prefix = String(value);
  if (prefix.startsWith("/")) return wrong(value, "a prefix begins with no slash", "Take it away");
  return /[*?]/.test(prefix)
    ? wrong(value, "a prefix has no * and no ?, which a policy takes for any text", "Take them away")
    : RIGHT;
});

const NAMESPACES = ["timestamp", "partitionKeyFromQuery", "firehose"];

/**
 * A prefix that Firehose fills in, below what its role may write.
 *
 * @param below beginning of every key that the role may write
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function deliveryPrefix(below: string): Rule {
  return both(text({ what: "a prefix", most: 1024 }), (value) => {
    const prefix = String(value);
    const expressions = [...prefix.matchAll(/!\{([^:}]*)(?::([^}]*))?\}/g)];
    if (prefix.split("!{").length - 1 !== expressions.length) {
      return wrong(value, "the sequence !{ begins an expression, !{namespace:value}", "Close it with }");
    }
    if (!prefix.startsWith(below)) {
      const rule = `must begin with ${below}: the role of the delivery stream may write there, and to errors/, and nowhere else`;
      return wrong(value, rule, `Write ${valueText(`${below}${prefix.replace(/^\/+/, "")}`)}`);
    }
    if (!prefix.endsWith("/")) {
      return wrong(
        value,
        "must end with a slash: readers look for the files of a table in folders",
        "Put one behind it",
      );
    }
    if (prefix.includes("//")) return wrong(value, "has an empty folder between two slashes", "Take one away");
    const wrongOnes = expressions.filter(([, namespace = "", inner = ""]) => !isExpression(namespace, inner));
    return wrongOnes.length === 0
      ? RIGHT
      : wrong(
          value,
          `${wrongOnes.map(([whole]) => whole).join(", ")} is nothing that Firehose fills in here`,
          "Write !{timestamp:<Java date format>}, !{partitionKeyFromQuery:<key>} or !{firehose:random-string}",
        );
  });
}

function isExpression(namespace: string, inner: string): boolean {
  if (!NAMESPACES.includes(namespace) || inner === "") return false;
  if (namespace === "firehose") return inner === "random-string";
  return namespace === "partitionKeyFromQuery" || isDateFormat(inner);
}

const DATE_LETTERS = /[GuyDMLdQqYwWEecFaBhKkHmsSAnNVzOXxZ]/g;

/** @see https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html */
function isDateFormat(format: string): boolean {
  const quoted = format.split("'");
  if (quoted.length % 2 === 0) return false;
  return quoted.every((part, index) => index % 2 === 1 || !/[A-Za-z{}#]/.test(part.replaceAll(DATE_LETTERS, "")));
}
