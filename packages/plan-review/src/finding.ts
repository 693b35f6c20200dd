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
