import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { applyReviewedPlan } from "../src/apply-reviewed-plan";
import { writeReviewFiles } from "../src/output/review-document";
import { planStack } from "../src/plan-stack";
import type { Acknowledgement } from "../src/review";

const TODAY = "2026-11-24";

interface Resource {
  readonly input: unknown;
  readonly triggersReplace?: string;
  readonly preventDestroy?: boolean;
  /** What runs on this machine when the resource is created. */
  readonly command?: string;
}

/** A stack of Terraform's own `terraform_data`, state beside it: real plans and applies, no provider, no cloud. */
export class LocalStack {
  readonly root = mkdtempSync(path.join(os.tmpdir(), "local-stack-"));
  readonly folder = path.join(this.root, "stack");
  /** Where the next review is written, and from where it is applied. */
  reviewFolder = path.join(this.root, "plan-review", "dev");

  /** Replaces the code of the stack. */
  write(resources: Readonly<Record<string, Resource>>, outputs?: Readonly<Record<string, unknown>>): void {
    const data = Object.fromEntries(
      Object.entries(resources).map(([name, { input, triggersReplace, preventDestroy, command }]) => [
        name,
        {
          input,
          triggers_replace: triggersReplace,
          lifecycle: { prevent_destroy: preventDestroy === true },
          ...(command === undefined ? {} : { provisioner: [{ "local-exec": { command } }] }),
        },
      ]),
    );
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(
      path.join(this.folder, "cdk.tf.json"),
      JSON.stringify({ resource: { terraform_data: data }, ...(outputs === undefined ? {} : { output: outputs }) }),
    );
  }

  /** Takes the files of a folder for the stack and its state. */
  take(folder: string): void {
    cpSync(folder, this.folder, { recursive: true });
  }

  /** What `npm run plan` does, without its terminal. */
  async plan(base?: unknown) {
    const document = await planStack({
      folder: this.folder,
      stack: "event-lake-dev",
      base,
      acknowledgements: [],
      today: TODAY,
    });
    writeReviewFiles(this.reviewFolder, document);
    return document.review;
  }

  /** What `npm run apply` does. */
  apply(acknowledgements: readonly Acknowledgement[] = [], today = TODAY) {
    const { folder, reviewFolder } = this;
    return applyReviewedPlan({ stack: "event-lake-dev", folder, reviewFolder, acknowledgements, today });
  }

  /** Changes review.json by hand, as nobody should. */
  editReview(edit: (text: string) => string): void {
    const file = path.join(this.reviewFolder, "review.json");
    writeFileSync(file, edit(readFileSync(file, "utf8")));
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
