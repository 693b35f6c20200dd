import { z } from "zod";

/**
 * How much a finding weighs. `block`: data, access or the next apply is at risk; nobody applies the plan before a person
 * has acknowledged it. `warn`: a reviewer should know. `inform`: good to know.
 */
export type Severity = z.infer<typeof severitySchema>;
const severitySchema = z.enum(["block", "warn", "inform"]);

/** The part of the comment in which a finding is shown, in this order. */
export type Topic = z.infer<typeof topicSchema>;
const topicSchema = z.enum(["data", "access", "operation", "cost", "note"]);

/** An attribute before and after, as text for people. `undefined` is an absent value. */
export type Evidence = z.infer<typeof evidenceSchema>;
const evidenceSchema = z.strictObject({
  /** Path in the resource: `extended_s3_configuration[0].dynamic_partitioning_configuration[0].enabled`. */
  attribute: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
});

/** What a reviewer must know of the data behind a change, each a sentence or less. */
export type DataAtRisk = z.infer<typeof dataSchema>;
const dataSchema = z.strictObject({
  /** What the resource holds, for how long: `events of the last 168 hours`. */
  holds: z.string(),
  lost: z.string(),
  /** Whether and how it can come back: point-in-time recovery, versions, a replay from the stream. */
  recovery: z.string(),
});

/** One thing that a check saw in a plan. Every text is masked by the plan's own marks of sensitive values. */
export type Finding = z.infer<typeof findingSchema>;
const findingSchema = z.strictObject({
  /** Id of the check, in the words of its file's name: `store-removed`. */
  check: z.string(),
  severity: severitySchema,
  topic: topicSchema,
  /** Address in the plan: `aws_kinesis_stream.events_stream_8A2C`. */
  address: z.string(),
  /** Path of the construct that made it: `event-lake-dev/events/stream`; absent when the synthesised app is not known. */
  constructPath: z.string().optional(),
  /** One sentence: what happens. */
  summary: z.string(),
  evidence: z.array(evidenceSchema).readonly(),
  /** What is lost, where the resource holds data. */
  data: dataSchema.optional(),
  /** What to do instead; code in backticks. */
  remedy: z.string(),
});

/** One entry of plan-acknowledgements.json. */
export type Acknowledgement = z.infer<typeof acknowledgementSchema>;
export const acknowledgementSchema = z.strictObject({
  /** What is accepted in one environment is not accepted in the others: addresses are the same in all. */
  stack: z.string(),
  check: z.string(),
  address: z.string(),
  /** What is accepted there, as finding-digest.ts makes it. An entry without one accepts nothing. */
  digest: z.string().optional(),
  reason: z.string(),
  /** Last day on which it holds, `YYYY-MM-DD` in UTC. */
  expires: z.string(),
  by: z.string(),
});

export type ReviewedFinding = z.infer<typeof reviewedFindingSchema>;
const reviewedFindingSchema = findingSchema.extend({
  /** Present when a person has accepted this very finding in plan-acknowledgements.json and the date is not past. */
  acknowledgement: acknowledgementSchema.optional(),
});

export type StaleAcknowledgement = z.infer<typeof staleSchema>;
const staleSchema = z.strictObject({
  acknowledgement: acknowledgementSchema,
  /** `outdated`: the same check finds something else at the same address than what was accepted. */
  state: z.enum(["expired", "outdated", "too long", "unmatched"]),
});

export type ReviewedChange = z.infer<typeof changeSchema>;
export type ChangeKind = ReviewedChange["kind"];
const changeSchema = z.strictObject({
  address: z.string(),
  type: z.string(),
  constructPath: z.string().optional(),
  kind: z.enum(["create", "update", "replace", "delete", "move", "import", "forget", "read", "other"]),
  /** Address that it had before, whatever else the plan does to it. */
  previousAddress: z.string().optional(),
  /** Present when Terraform takes over what exists, whatever else the plan does to it. */
  imported: z.literal(true).optional(),
  /** True when nothing but tags or a description changes: all of these share one line of the comment. */
  cosmetic: z.boolean(),
  /** Attributes that differ, masked; for a creation or deletion the ones worth reading. */
  attributes: z.array(evidenceSchema).readonly(),
});

/** Capacity that is paid for by the hour and usage that is assumed stand on lines of their own; unknown stays unknown. */
export type CostLine = z.infer<typeof costLineSchema>;
const costLineSchema = z.strictObject({
  address: z.string(),
  item: z.string(),
  basis: z.enum(["capacity", "assumed usage"]),
  /** US dollars a month; `undefined` when it cannot be known from the plan. */
  before: z.number().optional(),
  after: z.number().optional(),
  /** What the figure rests on, with the date of the price. */
  note: z.string(),
});

/** One error of Terraform: what it is about, if it is about one resource, and its own words. */
export type PlanError = z.infer<typeof errorSchema>;
const errorSchema = z.strictObject({ address: z.string().optional(), message: z.string() });

/** One plan, reviewed: all that the comment, the terminal, review.json and SARIF are written from. */
export type Review = z.infer<typeof reviewSchema>;
export type Verdict = Review["verdict"];
export const reviewSchema = z.strictObject({
  /** Name of the stack: `event-lake-dev`. */
  stack: z.string(),
  /** SHA-256 of what the plan does, hidden values left out: two plans that do the same have the same. */
  planHash: z.string(),
  /** True when Terraform ended with an error and wrote the plan nevertheless: it cannot be applied. */
  errored: z.boolean(),
  /**
   * Why Terraform could not finish the plan, masked; empty when it did, when `prevent_destroy` alone stopped it, and when
   * only the plan's JSON was at hand, which does not say it.
   */
  errors: z.array(errorSchema).readonly(),
  /** Sorted: severity, then topic, then address. */
  findings: z.array(reviewedFindingSchema).readonly(),
  /** All resources that the plan changes, those without a finding too, sorted by address. */
  changes: z.array(changeSchema).readonly(),
  /** Cost of what the plan changes, a line each; empty when nothing with a price changes. */
  costs: z.array(costLineSchema).readonly(),
  /** Acknowledgements that accept nothing, or only what this plan does not do. */
  staleAcknowledgements: z.array(staleSchema).readonly(),
  /** `unchanged` exits 0, `incomplete` 1, `clear` 2, `objection` 3: see verdict.ts. */
  verdict: z.enum(["unchanged", "incomplete", "clear", "objection"]),
});
