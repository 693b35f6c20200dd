import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeComment } from "../comment/write-comment";
import { readReviewDocument, writeReviewDocument, type ReviewDocument } from "../document/review-document";
import { writeSarif } from "../sarif/write-sarif";

const DOCUMENT = "review.json";

/** Name of the saved plan beside its review. */
export const PLAN_FILE = "plan.bin";

/** Writes review.json, review.md and review.sarif into a folder; review.md is the comment without a limit. */
export function writeReviewFiles(folder: string, document: ReviewDocument): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
  };
  write(DOCUMENT, writeReviewDocument(document));
  write("review.md", writeComment([document.review], { everything: DOCUMENT, limit: Infinity }).text);
  write("review.sarif", writeSarif(document.review));
}

/** @throws Error when the folder has no review that can be read */
export function readReviewFile(folder: string): ReviewDocument {
  const file = path.join(folder, DOCUMENT);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`${file} is not there. Plan first: npm run plan -- <environment>`);
  }
  return readReviewDocument(text, file);
}
