import { settingTries } from "../environments/setting-tries";
import { tries } from "../modules/input-rules/tries";

/** One row: wrong values of one input that are refused with the same words. */
interface Row {
  readonly input: string;
  readonly kind: string;
  readonly values: string[];
  /** What stands behind the value in the error. */
  readonly answer: string;
}

/** A value that is longer than this is shown by its beginning. */
const LONGEST_SHOWN = 60;

/** docs/wrong-inputs.md, made of what synthesis says to every wrong input of the tests. */
export function wrongInputsPage(): string {
  const props = tries();
  const settings = settingTries();
  const all = [...props, ...settings];
  return `${[
    "# Wrong inputs",
    "",
    "Synthesis stops at an input that AWS, or Terraform's provider, would refuse for a documented reason, before anything is made. The error says where, what, why and how to mend it:",
    "",
    "```",
    "<path of the construct, name of the function, or environment file>: <key>: got <value>; <rule>. <fix>.",
    "```",
    "",
    "All mistakes of one construct, and of all environment files, are told of in one run. A CDKTF token is let through, unless what is made follows from its value: then the error says so. The rules are in [modules/input-rules/](../modules/input-rules/), each with the page of AWS that has it; a prop without a rule does not compile.",
    "",
    `The tests try ${props.length} wrong inputs of ${new Set(props.map(({ of }) => of)).size} constructs, methods and functions, and ${settings.length} wrong settings of an environment file. This page is made of what they are told; \`UPDATE_GOLDEN=1 npx jest wrong-inputs-page\` makes it anew, and the test fails where it is old.`,
    "",
    ...table(["kind", "inputs tried"], kinds(all)),
    "",
    "## Constructs and functions",
    "",
    ...table(
      ["input", "kind", "got", "the error goes on"],
      rows(props.map((tried) => ({ ...tried, input: `${tried.of}: ${tried.named}` }))),
    ),
    "",
    "## Settings of an environment file",
    "",
    ...table(
      ["setting", "kind", "got", "the error goes on"],
      rows(settings.map((tried) => ({ ...tried, input: tried.named }))),
    ),
  ].join("\n")}\n`;
}

function kinds(all: readonly { readonly kind: string }[]): string[][] {
  const counts = new Map<string, number>();
  for (const { kind } of all) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([kind, count]) => [kind, String(count)]);
}

function rows(all: readonly { input: string; kind: string; value: string; error: string }[]): string[][] {
  const byAnswer = new Map<string, Row>();
  for (const { input, kind, value, error } of all) {
    const answer = answerOf(error);
    const key = JSON.stringify([input, answer]);
    const row = byAnswer.get(key) ?? { input, kind, values: [], answer };
    row.values.push(code(shortened(value)));
    byAnswer.set(key, row);
  }
  return [...byAnswer.values()].map(({ input, kind, values, answer }) => [
    code(input),
    kind,
    [...new Set(values)].join(" "),
    answer,
  ]);
}

/** What follows on the value. A message of several lines shows in one. */
function answerOf(error: string): string {
  const text = error.replaceAll(/\n\s*/g, " ");
  const start = text.indexOf("; ");
  return text.includes(": got ") && start >= 0 ? text.slice(start + 2) : text;
}

function shortened(value: string): string {
  return value.length <= LONGEST_SHOWN ? value : `${value.slice(0, LONGEST_SHOWN)}...`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  const cells = [head, ...body].map((row) => row.map((cell) => cell.replaceAll("|", String.raw`\|`)));
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(first.map(() => "---")), ...others.map(line)];
}
