import { statementsOf, type Statement } from "../../modules/policy-statements";
import { reference, type Resource } from "../../modules/synthesised";

/** A rule that others published, written anew as a predicate over what Terraform reads. */
export interface Rule {
  /** Its ids in checkov (CKV...), trivy (AWS-...) and cdk-nag (the rest). */
  readonly ids: string;
  /** What it demands, in one line. */
  readonly demands: string;
  /** Type of the resources that it looks at. */
  readonly type: string;
  /** @param all every resource of the stack and of the account stack below it */
  holds(resource: Resource, all: readonly Resource[]): boolean;
  readonly waiver?: Waiver;
}

/** Why a rule is not kept. */
export interface Waiver {
  readonly reason: string;
  /**
   * Construct ids of the resources that do not keep it.
   * @default - none of them does
   */
  readonly only?: readonly string[];
}

/** Resources of a type that are about this bucket. */
export function ofBucket(bucket: Resource, type: string, all: readonly Resource[]): readonly Resource[] {
  return all.filter((other) => other.type === type && other.config["bucket"] === reference(bucket, "bucket"));
}

/** Whether a text stands in some place, at any depth, of a configuration. */
export function mentions(config: unknown, text: string): boolean {
  return JSON.stringify([config]).includes(text);
}

/** The policy of a resource, or no statement when it has none. */
export function policyOf(resource: Resource, argument = "policy"): readonly Statement[] {
  return resource.config[argument] === undefined ? [] : statementsOf(resource, argument);
}

/** Whether a statement allows something to everybody. */
export function allowsEverybody({ Effect, Principal }: Statement): boolean {
  return (
    Effect === "Allow" && (Principal === "*" || Object.values(Principal ?? {}).some((names) => names.includes("*")))
  );
}

/** Whether a policy refuses every request without TLS. */
export function deniesPlainHttp(statements: readonly Statement[]): boolean {
  return statements.some(
    ({ Effect, Principal, Condition }) =>
      Effect === "Deny" && Principal === "*" && Condition?.["Bool"]?.["aws:SecureTransport"]?.[0] === "false",
  );
}
