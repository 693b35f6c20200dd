import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { writeComment } from "../comment/write-comment";
import type { ProjectDocuments } from "../profile";
import type { Review } from "../review";
import { writeSarif } from "./sarif";

const evidence = z.strictObject({ attribute: z.string(), before: z.string().optional(), after: z.string().optional() });

const acknowledgement = z.strictObject({
  stack: z.string(),
  check: z.string(),
  address: z.string(),
  reason: z.string(),
  expires: z.string(),
  by: z.string(),
});

const finding = z.strictObject({
  check: z.string(),
  severity: z.enum(["block", "warn", "inform"]),
  topic: z.enum(["data", "access", "operation", "cost", "note"]),
  address: z.string(),
  constructPath: z.string().optional(),
  summary: z.string(),
  evidence: z.array(evidence),
  data: z.strictObject({ holds: z.string(), lost: z.string(), recovery: z.string() }).optional(),
  remedy: z.string(),
  acknowledgement: acknowledgement.optional(),
});

const change = z.strictObject({
  address: z.string(),
  type: z.string(),
  constructPath: z.string().optional(),
  kind: z.enum(["create", "update", "replace", "delete", "move", "import", "forget", "read", "other"]),
  cosmetic: z.boolean(),
  attributes: z.array(evidence),
});

const costLine = z.strictObject({
  address: z.string(),
  item: z.string(),
  basis: z.enum(["capacity", "assumed usage"]),
  before: z.number().optional(),
  after: z.number().optional(),
  note: z.string(),
});

const review = z.strictObject({
  stack: z.string(),
  planHash: z.string(),
  errored: z.boolean(),
  findings: z.array(finding),
  changes: z.array(change),
  costs: z.array(costLine),
  staleAcknowledgements: z.array(z.strictObject({ acknowledgement, state: z.enum(["expired", "unmatched"]) })),
  verdict: z.enum(["unchanged", "clear", "objection"]),
});

/** `review.json`: a review as it travels from the plan to the comment and to the apply. */
export interface ReviewDocument {
  /** Grows when a reader of the older form would read it wrongly. */
  readonly version: 1;
  /** SHA-256 of the `cdk.tf.json` that was planned; absent when only the plan was at hand. */
  readonly stackHash?: string;
  readonly review: Review;
}

const documentSchema = z.strictObject({
  version: z.literal(1),
  stackHash: z.string().optional(),
  review,
}) satisfies z.ZodType<ReviewDocument>;

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

/** Name of the saved plan beside its review. */
export const PLAN_FILE = "plan.bin";

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
