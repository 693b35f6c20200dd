import { type Contracts, type Member, parseContracts } from "../deduplicate/contract/contracts";
import type { Rejection } from "../deduplicate/record/envelope";
import { examineEvent } from "../deduplicate/record/examine-record";

/** The contracts that a producer was made with: a part of the document that the deployed function reads. */
export interface ProducedContracts {
  readonly version: number;
  readonly contracts: readonly { readonly event_name: string; readonly fields: readonly Member[] }[];
}

/** Why an event would not be stored: a reason of `quarantine`, or `no_contract`; and what is wrong, by path. */
export interface Refusal {
  readonly reason: Rejection["reason"] | "no_contract";
  /** Names values of the envelope, and of everything else the type. */
  readonly detail: string;
}

/**
 * Decides before it is sent whether an event would be stored, by the code that is deployed.
 *
 * @returns why the event would be rejected, or would be in `uncontracted_event` because none of the contracts names it;
 *   undefined when it would be stored
 * @throws Error when the contracts are of another version than this package: make the producers' code again
 */
export function eventCheck(produced: ProducedContracts): (event: unknown) => Refusal | undefined {
  const contracts = parseContracts(JSON.stringify(produced), "The contracts of the producers' code");
  return (event) => refusalOf(event, contracts);
}

function refusalOf(event: unknown, contracts: Contracts): Refusal | undefined {
  const bytes = eventBytes(event);
  if ("detail" in bytes) return bytes;
  const now = Date.now() / 1000;
  const record = { shardId: "", sequenceNumber: "", owner: "", partitionKey: "", arrivedAt: now, bytes };
  const examined = examineEvent(record, contracts);
  if (examined.kind === "rejected") return examined.rejection;
  if (contracts.has(examined.eventName)) return undefined;
  const known = [...contracts.keys()].join(", ");
  return { reason: "no_contract", detail: `No contract names ${examined.eventName}. There are: ${known}.` };
}

function eventBytes(event: unknown): Buffer | Refusal {
  let text: unknown;
  try {
    text = JSON.stringify(event);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { reason: "not_json", detail: `The event cannot be written as JSON: ${reason}` };
  }
  if (typeof text === "string") return Buffer.from(text);
  return { reason: "not_json", detail: `The event cannot be written as JSON: it is ${typeof event}.` };
}
