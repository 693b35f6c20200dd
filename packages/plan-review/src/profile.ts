import type { Severity } from "./review";
import type { HeldBy } from "./stores/held-by";

/**
 * What a project knows of itself and no plan says. Everything is optional: a plan is reviewed without a profile, and what
 * it would have said stays unknown.
 */
export interface ProjectProfile {
  /**
   * What passes through the stream of the stack: assumed usage is priced with it, where the stack has one resource of a type.
   * @default - usage stays unknown
   */
  readonly traffic?: DeclaredTraffic;
  /** How functions recognise an event that was delivered before. @default - no function is taken for a deduplicator */
  readonly deduplication?: DeduplicationProfile;
  /** Documents of the project that the review refers to. @default - none */
  readonly documents?: ProjectDocuments;
  /**
   * Types of resources that hold data, beside those that the review knows, or in another way: what they are called, what they
   * hold, and how that comes back. @default - none
   */
  readonly stores?: Readonly<Record<string, HeldBy>>;
  /** How much the findings of a check weigh here, by its id; `off` says nothing of them. @default - as each check says */
  readonly severities?: Readonly<Record<string, Severity | "off">>;
  /** Most days that an acknowledgement may still hold; a longer one accepts nothing. @default - any number */
  readonly longestAcknowledgement?: number;
}

/** How many events a stack has to carry. */
export interface DeclaredTraffic {
  /** Events an hour, on average. */
  readonly eventsPerHour: number;
  /** Bytes of one event, on average. */
  readonly averageEventBytes: number;
}

/** Lambda functions that remember ids in a DynamoDB table and drop an event whose id is there already. */
export interface DeduplicationProfile {
  /** Environment variable with the seconds for which an id is remembered. A function that has it is a deduplicator. */
  readonly windowVariable: string;
  /** Environment variable with the name of the DynamoDB table. */
  readonly tableVariable: string;
  /** Further variables that say where and how ids are kept: ids written under one value are not found under another. */
  readonly layoutVariables: readonly string[];
  /** Attribute of the table with the Unix second at which an item expires. */
  readonly expiryAttribute: string;
  /** What removes a duplicate that was delivered, a sentence. @default - nothing does */
  readonly recovery?: string;
}

/** Paths or addresses, as a reader of a pull request finds them. */
export interface ProjectDocuments {
  /** How to read a review. */
  readonly review?: string;
  /** How `prevent_destroy` is lifted when a stack is to be removed. */
  readonly removal?: string;
}
