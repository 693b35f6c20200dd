import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { writeComment } from "../comment/write-comment";
import type { ProjectDocuments } from "../profile";
import { reviewSchema } from "../review";
import { writeSarif } from "./sarif";

/** `review.json`: a review as it travels from the plan to the comment and to the apply. */
export type ReviewDocument = z.infer<typeof documentSchema>;
const documentSchema = z.strictObject({
  /** Grows when a reader of the older form would read it wrongly. */
  version: z.literal(1),
  /** SHA-256 of the `cdk.tf.json` that was planned; absent when only the plan was at hand. */
  stackHash: z.string().optional(),
  review: reviewSchema,
});

/** @returns the text of `review.json` */
export function writeReviewDocument(document: ReviewDocument): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * @param text content of a `review.json`
 * @param file its path, for the error
 * @throws Error when it is no review, or one of another version
 */
export function readReviewDocument(text: string, file: string): ReviewDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON (${error instanceof Error ? error.message : String(error)}). Plan again.`);
  }
  const result = documentSchema.safeParse(json);
  if (result.success) return result.data;
  throw new Error(
    `${file} is not a review of version 1:\n${z.prettifyError(result.error)}\nPlan again with this commit's tools.`,
  );
}

const DOCUMENT = "review.json";

/** Writes review.json, review.md and review.sarif into a folder; review.md is the comment without a limit. */
export function writeReviewFiles(folder: string, document: ReviewDocument, documents: ProjectDocuments = {}): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
  };
  write(DOCUMENT, writeReviewDocument(document));
  write(
    "review.md",
    writeComment([document.review], { everything: DOCUMENT, guide: documents.review, limit: Infinity }).text,
  );
  write("review.sarif", writeSarif(document.review));
}

/** @throws Error when the folder has no review that can be read */
export function readReviewFile(folder: string): ReviewDocument {
  const file = path.join(folder, DOCUMENT);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`${file} is not there. Plan and review the stack first.`);
  }
  return readReviewDocument(text, file);
}
