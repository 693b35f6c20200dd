#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import pico from "picocolors";
import { ACKNOWLEDGEMENTS_FILE, acknowledgementsIn, utcDay } from "./acknowledgements";
import { writeReviewFiles } from "./output/review-document";
import { writeTerminal } from "./output/terminal";
import type { ReviewProfile } from "./profile";
import type { Acknowledgement, Review } from "./review";
import { reviewPlan } from "./review-plan";
import { EXIT_CODES_HELP, exitCodeOf } from "./verdict";

interface Options {
  readonly stack?: string;
  readonly baseStack?: string;
  readonly name?: string;
  readonly output?: string;
  readonly acknowledgements?: string;
}

/**
 * The command `plan-review`, for a project that gives it a name and a profile of its own.
 *
 * @param name how it is called: `npm run review --`. @default "plan-review"
 * @param profile what the project knows of itself. @default - nothing
 */
export function reviewCommand(name = "plan-review", profile: ReviewProfile = {}): Command {
  return new Command(name)
    .description(
      "Reviews the JSON of Terraform plans: what they destroy, expose and cost. Asks neither Terraform nor AWS.",
    )
    .argument("<plan...>", "what `terraform show -json <saved plan>` printed: files, or - for standard input")
    .option(
      "--stack <cdk.tf.json>",
      "the synthesised stack that was planned: shows construct paths and prevent_destroy",
    )
    .option("--base-stack <cdk.tf.json>", "the stack before the change: shows what the provider ignores in silence")
    .option("--name <stack>", "name of the stack in the review; by default that of the file")
    .option(
      "--output <folder>",
      "where review.json, review.md and review.sarif are written, for several plans in a folder each",
    )
    .option(
      "--acknowledgements <file>",
      `what people have accepted; by default ${ACKNOWLEDGEMENTS_FILE}, where there is one`,
    )
    .addHelpText(
      "after",
      `${EXIT_CODES_HELP}\n\nOf several plans, 1 when one is incomplete, else the highest of their exit codes.`,
    )
    .action((files: readonly string[], options: Options) => {
      try {
        process.exitCode = review(files, options, profile);
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      }
    });
}

/** @returns the exit code */
function review(files: readonly string[], options: Options, profile: ReviewProfile): number {
  const { output } = options;
  const names = namesOf(files, options);
  const acknowledgements = readAcknowledgements(options);
  const reviews = files.map((file, index) =>
    reviewFile(file, names[index] ?? file, options, profile, acknowledgements),
  );
  for (const one of reviews) {
    if (output !== undefined) {
      const folder = path.resolve(output, ...(files.length === 1 ? [] : [one.stack]));
      writeReviewFiles(folder, { version: 1, review: one }, profile.documents);
    }
    process.stdout.write(`${files.length === 1 ? "" : `${pico.bold(one.stack)}: `}${writeTerminal(one, pico)}`);
  }
  return exitCodeOf(reviews);
}

function reviewFile(
  file: string,
  name: string,
  { stack, baseStack }: Options,
  profile: ReviewProfile,
  acknowledgements: readonly Acknowledgement[],
): Review {
  const plan = readJson(file);
  const head = stack === undefined ? undefined : readJson(stack);
  const base = baseStack === undefined ? undefined : readJson(baseStack);
  try {
    return reviewPlan({ plan, stack: name, head, base, profile, acknowledgements, today: utcDay() });
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function namesOf(files: readonly string[], { name, stack, baseStack }: Options): readonly string[] {
  if (files.length > 1 && (name ?? stack ?? baseStack) !== undefined) {
    throw new Error(
      `--name, --stack and --base-stack are about one plan, and there are ${files.length}. Review them one by one.`,
    );
  }
  const names = files.map((file) => name ?? (file === "-" ? "plan" : path.basename(file, ".json")));
  const twice = names.find((one, index) => names.indexOf(one) < index);
  if (twice !== undefined) {
    throw new Error(`Two plans are called "${twice}". Name their files after their stacks: dev.json, prod.json.`);
  }
  return names;
}

function readAcknowledgements({ acknowledgements: file }: Options): readonly Acknowledgement[] {
  if (file === undefined && !existsSync(ACKNOWLEDGEMENTS_FILE)) return [];
  return acknowledgementsIn(file ?? ACKNOWLEDGEMENTS_FILE);
}

function readJson(file: string): unknown {
  let text = "";
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
    // PowerShell begins what it redirects to a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const name = file === "-" ? "Standard input" : file;
    const wrapped = text.startsWith("[command]")
      ? " The wrapper of hashicorp/setup-terraform wrote into it: turn it off with `terraform_wrapper: false`."
      : "";
    throw new Error(
      `${name} cannot be read as JSON (${error instanceof Error ? error.message : String(error)}).${wrapped} Write it with: terraform show -json <saved plan>`,
    );
  }
}

if (require.main === module) reviewCommand().parse();
