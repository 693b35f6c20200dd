import { appendFileSync, existsSync } from "node:fs";
import path from "node:path";
import { createColors } from "picocolors";
import { ACKNOWLEDGEMENTS_FILE, acknowledgementsIn } from "./acknowledgements";
import { GitHubPermissionError } from "./github/github-client";
import { publishReviews } from "./github/publish-reviews";
import { writeTerminal } from "./output/terminal";
import { readProfile } from "./profile-file";
import type { Review } from "./review";
import { reviewFiles } from "./review-files";
import { EXIT_CODES, exitCodeOf, openObjections, verdictText } from "./verdict";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The GitHub action of ../action.yml: reviews the plans that its inputs name, and publishes what there is to say.
 *
 * @param variables of the job: `process.env`
 * @returns the exit code: 1 when a finding needs acknowledgement or a plan is not whole, and `fail` is on
 */
export async function runAction(variables: Variables): Promise<number> {
  const input = (name: string) => variables[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
  const files = input("plans")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (files.length === 0)
    throw new Error("The input `plans` names no file: write each plan's JSON on a line of its own.");
  const accepted = input("acknowledgements") || ACKNOWLEDGEMENTS_FILE;
  const output = input("output") || "plan-review";
  const reviews = reviewFiles({
    files,
    output,
    name: input("name") || undefined,
    infracost: input("infracost") || undefined,
    profile: input("profile") === "" ? undefined : readProfile(input("profile")),
    acknowledgements: existsSync(accepted) ? acknowledgementsIn(accepted) : [],
  });
  for (const review of reviews) process.stdout.write(`${review.stack}: ${writeTerminal(review, createColors(false))}`);
  writeOutputs(variables, reviews, output);
  await publish({ ...variables, GITHUB_TOKEN: input("token") }, reviews, {
    comment: isOn(input("comment")),
    labels: isOn(input("labels")),
    codeScanning: isOn(input("code-scanning")),
    deployments: input("deployments") || undefined,
    everything: (run) => input("everything") || `${output} of run ${run}`,
  });
  const stops = reviews.some(({ verdict }) => verdict === "incomplete" || verdict === "objection");
  if (!stops || !isOn(input("fail"))) return 0;
  process.stdout.write(`::error::${commandText(verdictText(reviews))}\n`);
  return 1;
}

/** @see https://yaml.org/spec/1.2.2/#10212-boolean what an input of an action may be */
function isOn(text: string): boolean {
  return !/^false$/i.test(text);
}

async function publish(
  variables: Variables,
  reviews: readonly Review[],
  options: Omit<Parameters<typeof publishReviews>[1], "reviews">,
): Promise<void> {
  try {
    const done = await publishReviews(variables, { ...options, reviews });
    process.stdout.write(done.map((line) => `${line}\n`).join(""));
  } catch (error) {
    // The token of a pull request from a fork may only read: the summary has the review.
    if (!(error instanceof GitHubPermissionError)) throw error;
    process.stdout.write(`::warning::${commandText(error.message)}\n`);
  }
}

function writeOutputs(variables: Variables, reviews: readonly Review[], output: string): void {
  const file = variables["GITHUB_OUTPUT"];
  if (file === undefined || file === "") return;
  const code = exitCodeOf(reviews);
  const verdict = Object.entries(EXIT_CODES).find(([, value]) => value === code)?.[0] ?? "";
  const losing = reviews.flatMap(openObjections).filter(({ data }) => data !== undefined).length;
  appendFileSync(
    file,
    [`verdict=${verdict}`, `exit-code=${code}`, `stores-at-risk=${losing}`, `output=${path.resolve(output)}`, ""].join(
      "\n",
    ),
  );
}

/** @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands "a command ends with its line" */
function commandText(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

if (require.main === module) {
  runAction(process.env)
    .then((code) => {
      process.exitCode = code;
    })
    .catch((error: unknown) => {
      process.stdout.write(`::error::${commandText(error instanceof Error ? error.message : String(error))}\n`);
      process.exitCode = 1;
    });
}
