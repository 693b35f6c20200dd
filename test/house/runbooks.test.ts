import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environmentNamed } from "../fixtures/environments";
import { inLake, synthesiseEventLake } from "../stacks/synthesised-environments";

const FOLDER = path.join(__dirname, "../../docs/runbooks");
const INDEX = path.join(FOLDER, "README.md");
const HEADINGS = ["What you see", "What it means", "First look", "Repair", "It is over when"];

const prod = environmentNamed("prod");
const PREFIX = `${prod.namePrefix}-${prod.name}-alarms-`;

/** What can ring, in any mode: the alarms, and the rules that tell of an event. */
const alarms = [synthesiseEventLake(prod), synthesiseEventLake(inLake(prod))].flatMap((stack) => [
  ...stack.ofType("aws_cloudwatch_metric_alarm").map(({ config }) => ({
    name: String(config["alarm_name"]).slice(PREFIX.length),
    text: String(config["alarm_description"]),
  })),
  ...stack.ofType("aws_cloudwatch_event_rule").map(({ config }) => ({
    name: String(config["name"]).slice(PREFIX.length),
    text: String(config["description"]),
  })),
]);
const names = [...new Set(alarms.map(({ name }) => name))].sort();

const pageOf = (name: string) => readFileSync(path.join(FOLDER, `${name}.md`), "utf8");

/** The sentence below a page's title. */
const summaryOf = (name: string) => pageOf(name).split("\n")[2] ?? "";

test.each(names)(
  "%s has a page that says what it means, where to look first, how to repair it, and when it is over",
  (name) => {
    const page = pageOf(name);

    expect(page.startsWith(`# ${name}\n\n`)).toBe(true);
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(HEADINGS);
  },
);

test("the text of each alarm links to its page", () => {
  for (const { name, text } of alarms) {
    expect(text.endsWith(` Runbook: https://github.com/example/event-lake/blob/main/docs/runbooks/${name}.md`)).toBe(
      true,
    );
  }
});

test("every command of a page is one of package.json", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(__dirname, "../../package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };

  for (const name of names) {
    const commands = [...pageOf(name).matchAll(/npm run ([\w:-]+)/g)].map(([, script = ""]) => script);
    expect(commands.filter((script) => scripts[script] === undefined)).toEqual([]);
  }
});

/** UPDATE_GOLDEN=1 writes it. */
test("the index has a line for each alarm", () => {
  const rows = names.map((name) => `- [${name}](${name}.md): ${summaryOf(name)}`);
  const [before = ""] = readFileSync(INDEX, "utf8").split("## Alarms\n");
  const index = `${before}## Alarms\n\n${rows.join("\n")}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(INDEX, index);

  expect(readFileSync(INDEX, "utf8")).toBe(index);
});
