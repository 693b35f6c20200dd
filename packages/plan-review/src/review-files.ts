import { readFileSync } from "node:fs";
import path from "node:path";
import { utcDay } from "./acknowledgements";
import { writeReviewFiles } from "./output/review-document";
import type { ReviewProfile } from "./review-profile";
import type { Acknowledgement, Review } from "./review";
import { reviewPlan } from "./review-plan";

export interface ReviewFilesRequest {
  /** What `terraform show -json` printed: files, or `-` for standard input. */
  readonly files: readonly string[];
  /** Name of the stack, of one plan alone. @default - that of the file */
  readonly name?: string;
  /** File of the synthesised stack, of one plan alone. @default - none */
  readonly stack?: string;
  /** File of the stack before the change, of one plan alone. @default - none */
  readonly baseStack?: string;
  /** File with Infracost's JSON, of one plan alone. @default - none */
  readonly infracost?: string;
  readonly acknowledgements: readonly Acknowledgement[];
  /** What the project knows of itself. @default - nothing */
  readonly profile?: ReviewProfile;
  /** Where review.json, review.md and review.sarif are written, of several plans in a folder each. @default - nowhere */
  readonly output?: string;
}

/**
 * Reviews plans in files, and writes their reviews.
 *
 * @throws Error that names the file which is no plan, or two of the same name
 */
export function reviewFiles(request: ReviewFilesRequest): readonly Review[] {
  const { files, output, profile = {} } = request;
  const names = namesOf(request);
  const reviews = files.map((file, index) => reviewFile(file, names[index] ?? file, request));
  for (const review of reviews) {
    if (output === undefined) continue;
    const folder = path.resolve(output, ...(files.length === 1 ? [] : [review.stack]));
    writeReviewFiles(folder, { version: 1, review }, profile.documents);
  }
  return reviews;
}

function reviewFile(file: string, name: string, request: ReviewFilesRequest): Review {
  const { stack, baseStack, infracost, profile, acknowledgements } = request;
  const plan = readJson(file);
  const head = stack === undefined ? undefined : readJson(stack);
  const base = baseStack === undefined ? undefined : readJson(baseStack);
  const prices = infracost === undefined ? undefined : readJson(infracost);
  try {
    return reviewPlan({
      plan,
      stack: name,
      head,
      base,
      infracost: prices,
      profile,
      acknowledgements,
      today: utcDay(),
    });
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function namesOf({ files, name, stack, baseStack, infracost }: ReviewFilesRequest): readonly string[] {
  if (files.length > 1 && (name ?? stack ?? baseStack ?? infracost) !== undefined) {
    throw new Error(
      `--name, --stack, --base-stack and --infracost are about one plan, and there are ${files.length}. Review them one by one.`,
    );
  }
  const names = files.map((file) => name ?? (file === "-" ? "plan" : path.basename(file, ".json")));
  const twice = names.find((one, index) => names.indexOf(one) < index);
  if (twice !== undefined) {
    throw new Error(`Two plans are called "${twice}". Name their files after their stacks: dev.json, prod.json.`);
  }
  return names;
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
