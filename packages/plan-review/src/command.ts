#!/usr/bin/env node
import { existsSync } from "node:fs";
import { Command } from "commander";
import pico from "picocolors";
import { ACKNOWLEDGEMENTS_FILE, acknowledgementsIn } from "./acknowledgements";
import { writeTerminal } from "./output/terminal";
import type { ReviewProfile } from "./review-profile";
import { readProfile } from "./profile-file";
import type { Acknowledgement } from "./review";
import { reviewFiles } from "./review-files";
import { EXIT_CODES_HELP, exitCodeOf } from "./verdict";

interface Options {
  readonly stack?: string;
  readonly baseStack?: string;
  readonly name?: string;
  readonly output?: string;
  readonly acknowledgements?: string;
  readonly profile?: string;
  readonly infracost?: string;
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
    .option("--infracost <file>", "prices: what `infracost breakdown --path <plan> --format json` printed of the plan")
    .option("--profile <file>", "what the project knows of itself: stores, severities and checks of its own")
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
  const reviews = reviewFiles({
    ...options,
    files,
    profile: options.profile === undefined ? profile : readProfile(options.profile),
    acknowledgements: readAcknowledgements(options),
  });
  for (const one of reviews) {
    process.stdout.write(`${files.length === 1 ? "" : `${pico.bold(one.stack)}: `}${writeTerminal(one, pico)}`);
  }
  return exitCodeOf(reviews);
}

function readAcknowledgements({ acknowledgements: file }: Options): readonly Acknowledgement[] {
  if (file === undefined && !existsSync(ACKNOWLEDGEMENTS_FILE)) return [];
  return acknowledgementsIn(file ?? ACKNOWLEDGEMENTS_FILE);
}

if (require.main === module) reviewCommand().parse();
