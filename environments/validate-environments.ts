import type { z } from "zod";
import { valueText } from "../modules/input-rules/rule";
import { environmentSchema, type Environment } from "./schema";

/** Environment files that cannot be used, with every problem found in them. */
export class InvalidEnvironmentError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `Nothing was synthesised: ${problems.length === 1 ? "a problem" : `${problems.length} problems`} in the environment files.\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
    this.name = "InvalidEnvironmentError";
  }
}

/**
 * Checks environment files before anything is built from them.
 *
 * @param files settings by the path of the file that holds them; the path is what an error names
 * @throws InvalidEnvironmentError naming file, key, value and rule of every problem
 */
export function validateEnvironments(files: Readonly<Record<string, unknown>>): readonly Environment[] {
  const problems: string[] = [];
  const environments: { file: string; environment: Environment }[] = [];

  for (const [file, settings] of Object.entries(files)) {
    const result = environmentSchema.safeParse(settings, { reportInput: true });
    if (result.success) {
      environments.push({ file, environment: result.data });
    } else {
      problems.push(...result.error.issues.flatMap((issue) => describeIssue(file, issue)));
    }
  }

  problems.push(
    ...findSharedNames(environments),
    ...findAccountDisagreements(environments),
    ...findSharedRoles(environments),
  );
  if (problems.length > 0) throw new InvalidEnvironmentError(problems);
  return environments.map(({ environment }) => environment);
}

function describeIssue(file: string, issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map(
      (key) =>
        `${file}: ${[...issue.path, key].join(".")}: got ${valueText(memberOf(issue.input, key))}; unknown key. Remove it or correct its spelling (environments/schema.ts lists the keys).`,
    );
  }
  const key = issue.path.join(".") || "(the whole file)";
  const last = issue.path.at(-1);
  // Of a wrong kind Zod shows the object whose kind it is.
  const value = issue.code === "invalid_union" && last === "kind" ? memberOf(issue.input, last) : issue.input;
  return [`${file}: ${key}: got ${valueText(value)}; ${ruleText(issue)}.`];
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

/** Rule and fix. What is held to a rule of ours says both; what is of the wrong type has only Zod's words. */
function ruleText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type": {
      const kind = KINDS[issue.expected] ?? issue.expected;
      return issue.input === undefined
        ? `must be ${kind}, and has no default. Write one`
        : `must be ${kind}. Write one`;
    }
    case "invalid_value":
      return isOwn(issue) ? issue.message : `must be ${orList(issue.values)}. Choose one of them`;
    case "invalid_union":
      return issue.path.at(-1) === "kind"
        ? 'must be one of the kinds of a mode. Write "on-demand" or "provisioned"'
        : issue.message;
    default:
      return issue.message;
  }
}

/** Whether the schema says it in words of its own. */
function isOwn({ message }: z.core.$ZodIssue): boolean {
  return message.startsWith("must be");
}

function orList(values: readonly unknown[]): string {
  return values.map(valueText).join(" or ");
}

function memberOf(settings: unknown, key: string): unknown {
  return typeof settings === "object" && settings !== null ? Reflect.get(settings, key) : undefined;
}

function findSharedNames(environments: readonly { file: string; environment: Environment }[]): string[] {
  const firstFile = new Map<string, string>();
  const problems: string[] = [];
  for (const { file, environment } of environments) {
    // Prefix and name are joined by a hyphen, which both may have.
    const names = [environment.name, `${environment.namePrefix}-${environment.name}`];
    const earlier = names.map((name) => firstFile.get(name)).find((found) => found !== undefined);
    for (const name of names) firstFile.set(name, firstFile.get(name) ?? file);
    if (earlier === undefined) continue;
    problems.push(
      `${file}: name: got "${environment.name}"; ${earlier} has the same name, and both would be one stack. Give each environment its own.`,
    );
  }
  return problems;
}

/** Environments of one account and region share its state bucket and Lake Formation settings, so they must agree on them. */
function findAccountDisagreements(environments: readonly { file: string; environment: Environment }[]): string[] {
  const first = new Map<string, { file: string; environment: Environment }>();
  const problems: string[] = [];
  for (const candidate of environments) {
    const { file, environment } = candidate;
    const account = `${environment.accountId} ${environment.region}`;
    const earlier = first.get(account);
    if (earlier === undefined) {
      first.set(account, candidate);
      continue;
    }
    for (const key of ["namePrefix", "dataLakeAdministrators", "github"] as const) {
      if (JSON.stringify(environment[key]) !== JSON.stringify(earlier.environment[key])) {
        problems.push(
          `${file}: ${key}: got ${JSON.stringify(environment[key])}; ${earlier.file} deploys to the same account and region (${account}), whose state bucket and Lake Formation settings both share. Write the same value in both.`,
        );
      }
    }
  }
  return problems;
}

/** A role, and GitHub's OIDC provider, belong to the whole account: two account stacks cannot both make one. */
function findSharedRoles(environments: readonly { file: string; environment: Environment }[]): string[] {
  const makers = new Map<string, { file: string; region: string }>();
  const problems: string[] = [];
  for (const { file, environment } of environments) {
    const { accountId, region, github, workflowRoles } = environment;
    if (github === undefined) continue;
    const made = [
      ["workflowRoles.plan", workflowRoles.plan, "Name another role"],
      ["workflowRoles.deploy", workflowRoles.deploy, "Name another role"],
      ...(github.oidcProvider === "create"
        ? [["github.oidcProvider", "create", 'Write "existing" in one of them']]
        : []),
    ];
    for (const [key = "", value = "", fix = ""] of made) {
      const name = `${accountId} ${value}`;
      const earlier = makers.get(name) ?? { file, region };
      makers.set(name, earlier);
      if (earlier.region === region) continue;
      problems.push(
        `${file}: ${key}: got "${value}"; ${earlier.file} makes it in the same account (${accountId}) from another region, and an account has one. ${fix}.`,
      );
    }
  }
  return problems;
}
