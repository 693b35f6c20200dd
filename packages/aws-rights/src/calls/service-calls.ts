import type { Place } from "../access";
import { formOf, jsonOf, type AwsCall } from "../aws-call";

/** A call that makes, reads, changes or destroys a resource: its operation, and its parameters by name. */
export interface Call {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly workgroupOf: WorkgroupOf;
}

/** Workgroup of a saved query; undefined for one that nobody saved. @param id of the query */
export type WorkgroupOf = (id: string) => string | undefined;

/** How one service's calls say what they are about. */
export interface Service {
  /** Begin of its actions; not always the name that it is signed for. */
  readonly prefix: string;
  /** The operations that are known: an action of any other name may not exist. */
  readonly operations: ReadonlySet<string>;
  /** How the call is written. */
  readonly read: (request: AwsCall) => Pick<Call, "operation" | "parameters"> | undefined;
  /** ARNs that the action is asked for. */
  readonly resources: (call: Call) => readonly string[];
  /** Condition keys that AWS documents for the calls. @default - only those of every call */
  readonly context?: (call: Call) => Readonly<Record<string, string>>;
  /** Right to tag, which a call that creates with tags needs, too. */
  readonly tagging?: string;
  /** ARNs that it is asked for. @default - those of the action */
  readonly tagged?: (call: Call) => readonly string[];
  /** Parameter with the ARN of a role that is given to the service, and the service's principal. */
  readonly passes?: readonly [parameter: string, principal: string];
}

/** Of an action that has no resource type. */
export const ANYTHING = ["*"];

/** Operations, from their names with spaces between. */
export function named(operations: string): ReadonlySet<string> {
  return new Set(operations.split(" "));
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The operation is named by a header. */
export function target({ operation, ...message }: AwsCall) {
  return operation === "" ? undefined : { operation, parameters: jsonOf(message) };
}

/** The operation is named in a form. */
export function query(request: AwsCall) {
  const { Action: operation, ...parameters } = Object.fromEntries(formOf(request));
  return operation === undefined ? undefined : { operation, parameters };
}

/** Lake Formation: the path is the operation's name. */
export function namedByPath(request: AwsCall) {
  const operation = /^\/(\w+)$/.exec(request.path)?.[1];
  return operation === undefined ? undefined : { operation, parameters: jsonOf(request) };
}
