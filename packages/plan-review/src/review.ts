/** One plan, reviewed: all that the comment, the terminal, review.json and SARIF are written from. */
export interface Review {
  /** Name of the stack: `event-lake-dev`. */
  readonly stack: string;
  /** SHA-256 of the plan's resource and output changes: two plans that do the same have the same. */
  readonly planHash: string;
  /** True when Terraform ended with an error (`prevent_destroy`) and wrote the plan nevertheless: it cannot be applied. */
  readonly errored: boolean;
  /** Sorted: severity, then topic, then address. */
  readonly findings: readonly ReviewedFinding[];
  /** All resources that the plan changes, those without a finding too, sorted by address. */
  readonly changes: readonly ReviewedChange[];
  /** Cost of what the plan changes, a line each; empty when nothing with a price changes. */
  readonly costs: readonly CostLine[];
  /** Acknowledgements that are past their date and would have matched a finding, or match none at all. */
  readonly staleAcknowledgements: readonly StaleAcknowledgement[];
  readonly verdict: Verdict;
}

/** `unchanged` exits 0, `clear` 2, `objection` 3: see verdict.ts. */
export type Verdict = "unchanged" | "clear" | "objection";

export interface ReviewedFinding extends Finding {
  /** Present when a person has accepted this finding in plan-acknowledgements.json and the date is not past. */
  readonly acknowledgement?: Acknowledgement;
}

/** One line of plan-acknowledgements.json. */
export interface Acknowledgement {
  /** What is accepted in one environment is not accepted in the others: addresses are the same in all. */
  readonly stack: string;
  readonly check: string;
  readonly address: string;
  readonly reason: string;
  /** Last day on which it holds, `YYYY-MM-DD` in UTC. */
  readonly expires: string;
  readonly by: string;
}

export interface StaleAcknowledgement {
  readonly acknowledgement: Acknowledgement;
  readonly state: "expired" | "unmatched";
}

export type ChangeKind = "create" | "update" | "replace" | "delete" | "move" | "import" | "forget" | "read" | "other";

export interface ReviewedChange {
  readonly address: string;
  readonly type: string;
  readonly constructPath?: string;
  readonly kind: ChangeKind;
  /** True when nothing but tags or a description changes: all of these share one line of the comment. */
  readonly cosmetic: boolean;
  /** Attributes that differ, masked; for a creation or deletion the ones worth reading. */
  readonly attributes: readonly { readonly attribute: string; readonly before?: string; readonly after?: string }[];
}

/** Capacity that is paid for by the hour and usage that is assumed stand on lines of their own; unknown stays unknown. */
export interface CostLine {
  readonly address: string;
  readonly item: string;
  readonly basis: "capacity" | "assumed usage";
  /** US dollars a month; `undefined` when it cannot be known from the plan. */
  readonly before?: number;
  readonly after?: number;
  /** What the figure rests on, with the date of the price. */
  readonly note: string;
}

/**
 * How much a finding weighs. `block`: data, access or the next apply is at risk; nobody applies the plan before a person
 * has acknowledged it. `warn`: a reviewer should know. `inform`: good to know.
 */
export type Severity = "block" | "warn" | "inform";

/** The part of the comment in which a finding is shown, in this order. */
export type Topic = "data" | "access" | "operation" | "cost" | "note";

/** One thing that a check saw in a plan. Every text is masked by the plan's own marks of sensitive values. */
export interface Finding {
  /** Id of the check, in the words of its file's name: `store-removed`. */
  readonly check: string;
  readonly severity: Severity;
  readonly topic: Topic;
  /** Address in the plan: `aws_kinesis_stream.events_stream_8A2C`. */
  readonly address: string;
  /** Path of the construct that made it: `event-lake-dev/events/stream`; absent when the synthesised app is not known. */
  readonly constructPath?: string;
  /** One sentence: what happens. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  /** What is lost, where the resource holds data. */
  readonly data?: DataAtRisk;
  /** What to do instead; code in backticks. */
  readonly remedy: string;
}

/** An attribute before and after, as text for people. `undefined` is an absent value. */
export interface Evidence {
  /** Path in the resource: `extended_s3_configuration[0].dynamic_partitioning_configuration[0].enabled`. */
  readonly attribute: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a reviewer must know of the data behind a change, each a sentence or less. */
export interface DataAtRisk {
  /** What the resource holds, for how long: `events of the last 168 hours`. */
  readonly holds: string;
  readonly lost: string;
  /** Whether and how it can come back: point-in-time recovery, versions, a replay from the stream. */
  readonly recovery: string;
}
