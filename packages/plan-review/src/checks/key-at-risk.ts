import type { PlanUnderReview } from "../plan/plan-under-review";
import { renames } from "../plan/renames";
import type { ResourceChange } from "../plan/resource-change";
import type { DataAtRisk, Severity } from "../review";
import type { Check } from "./check";

/** Days that AWS waits when nothing is said. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
const DEFAULT_WINDOW = 30;
const LISTED = 10;

/** A KMS key goes, is disabled, can go sooner or no longer rotates, or an alias points at another key; with all that depends on it. */
export const keyAtRisk: Check = {
  id: "key-at-risk",
  observe: (plan) => {
    const renamed = new Set(renames(plan).map(({ removed }) => removed));
    return plan
      .ofType("aws_kms_key", "aws_kms_replica_key", "aws_kms_alias")
      .filter((key) => !renamed.has(key))
      .flatMap((key) => {
        const risk = key.type === "aws_kms_alias" ? aliasRisk(key) : keyRisk(key);
        if (risk === undefined) return [];
        const dependents = dependentsOf(key, plan);
        const named = dependents.slice(0, LISTED).join(", ");
        const more = dependents.length > LISTED ? ` and ${dependents.length - LISTED} more` : "";
        return [
          {
            severity: risk.severity,
            topic: "data" as const,
            address: key.address,
            summary: `${risk.summary} ${dependents.length === 0 ? "Nothing in this state depends on it; other stacks may." : `Depending on it: ${named}${more}.`}`,
            evidence: [
              ...key.evidence(...risk.attributes),
              ...dependents.slice(LISTED).map((address) => ({ attribute: "depending on it", after: address })),
            ],
            data: risk.unreadable ? dataAtRisk(key, dependents.length) : undefined,
            remedy: risk.remedy,
          },
        ];
      });
  },
};

interface KeyRisk {
  readonly severity: Severity;
  readonly summary: string;
  readonly attributes: readonly string[];
  /** True when what the key encrypts cannot be read any more. */
  readonly unreadable?: boolean;
  readonly remedy: string;
}

function keyRisk(key: ResourceChange): KeyRisk | undefined {
  if (key.destroys) {
    return {
      severity: "block",
      summary: `Schedules the deletion of the KMS key${key.creates ? " and makes another one" : ""}: nothing can be decrypted with it from then on.`,
      attributes: [...key.causes, "deletion_window_in_days"],
      unreadable: true,
      remedy:
        "Keep the key for as long as anything is encrypted with it, backups and old objects too. A new key does not open them.",
    };
  }
  if (key.kind !== "update") return undefined;
  if (key.before["is_enabled"] === true && key.after["is_enabled"] === false) {
    return {
      severity: "block",
      summary: "Disables the KMS key: reading and writing with it fail until it is enabled again.",
      attributes: ["is_enabled"],
      unreadable: true,
      remedy: "Keep it enabled until nothing uses it any more.",
    };
  }
  const attributes = [
    ...(windowOf(key.after) < windowOf(key.before) ? ["deletion_window_in_days"] : []),
    ...(key.before["enable_key_rotation"] === true && key.after["enable_key_rotation"] === false
      ? ["enable_key_rotation"]
      : []),
  ];
  if (attributes.length === 0) return undefined;
  return {
    severity: "warn",
    summary: `Lowers what protects the KMS key: ${attributes.join(", ")}.`,
    attributes,
    remedy: "Keep the window at 30 days and the rotation on.",
  };
}

function aliasRisk(alias: ResourceChange): KeyRisk | undefined {
  const attributes = ["target_key_id"];
  const retargeted = alias.differences.some(({ attribute }) => attribute === "target_key_id");
  if (alias.kind !== "update" || !retargeted) return undefined;
  return {
    severity: "warn",
    summary: `Points the alias ${alias.textBefore("name") ?? ""} at another key: what is written from now on is encrypted with that one.`,
    attributes,
    remedy: "Keep the old key, and the right to decrypt with it, for what was written until now.",
  };
}

function dataAtRisk(key: ResourceChange, dependents: number): DataAtRisk {
  return {
    holds: `the only way to read what was encrypted with it, by ${dependents} resource${dependents === 1 ? "" : "s"} of this state and by others`,
    lost: key.destroys
      ? "all of that, once the waiting time is over"
      : "nothing while the key exists; nothing can be read meanwhile",
    recovery: key.destroys
      ? `Cancel the deletion within ${windowOf(key.before)} days: \`aws kms cancel-key-deletion\`, then \`aws kms enable-key\`. After that none.`
      : "Enable the key again.",
  };
}

function windowOf({ deletion_window_in_days: days }: Readonly<Record<string, unknown>>): number {
  return typeof days === "number" && days > 0 ? days : DEFAULT_WINDOW;
}

const texts = new WeakMap<ResourceChange, string>();

/** The attributes now as one text; written once, because every key at risk looks into every resource. */
function textOf(resource: ResourceChange): string {
  const text = texts.get(resource) ?? JSON.stringify(resource.before);
  texts.set(resource, text);
  return text;
}

/** Those that refer to it in the code, and those that hold its ARN now. */
function dependentsOf(key: ResourceChange, plan: PlanUnderReview): string[] {
  const arn = key.before["arn"];
  const holders = plan.resources.filter(
    (resource) => typeof arn === "string" && resource.address !== key.address && textOf(resource).includes(arn),
  );
  const referring = plan.configuration.dependentsOf(key.address);
  return [...new Set([...referring, ...holders.map(({ address }) => address)])].sort();
}
