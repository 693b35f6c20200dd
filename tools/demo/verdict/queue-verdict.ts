import { createHash } from "node:crypto";
import { eventKeyOf } from "../expectation/event-rules";
import type { ExpectedLake, ExpectedQuarantine } from "../expectation/expected-lake";
import { Findings, shown, type VerdictCheck } from "./findings";
import type { QueueMessage } from "../reading/queue-messages";

/** What the messages of one queue say. */
export interface MessagesJudgement {
  /** Records, each counted once. */
  readonly count: number;
  readonly check: VerdictCheck;
}

/** What quarantine says: also which events it holds, by `eventKey`, whose record may be there or in the lake. */
export interface QuarantineJudgement extends MessagesJudgement {
  readonly undecided: ReadonlySet<string>;
}

/** Judges the duplicates queue: for every event as many records as were sent after the first one, with their bytes. */
export function judgeDuplicates(expected: ExpectedLake, messages: readonly QueueMessage[]): MessagesJudgement {
  const findings = new Findings("every duplicate is in the duplicates queue");
  const records = distinctRecords(messages, findings);
  const found = new Map<string, number>();
  for (const message of records) {
    const key = eventKeyOf(message.event) ?? "";
    const event = expected.events.get(key);
    if (message.reason !== "duplicate" || message.detail === "") {
      findings.add(
        `${record(message)} has the reason ${shown(message.reason)} and the detail ${shown(message.detail)}`,
      );
    }
    if (event === undefined) {
      findings.add(`${record(message)} holds ${shown(key)}, which no valid event is`);
      continue;
    }
    found.set(key, (found.get(key) ?? 0) + 1);
    if (!event.sentAs.includes(sha256Of(message.event))) {
      findings.add(`${record(message)} holds other bytes than any record sent as ${event.uuid}`);
    }
  }
  for (const key of new Set([...expected.duplicates.keys(), ...found.keys()])) {
    const most = expected.duplicates.get(key) ?? 0;
    const least = most - (expected.events.get(key)?.mayBeQuarantined.length ?? 0);
    const count = found.get(key) ?? 0;
    if (count > most || count < least) findings.add(`${key} is there ${count} times instead of ${most}`);
  }
  const check = findings.check(summary(expected.counts.duplicates, "duplicates", records, messages));
  return { count: records.length, check };
}

/** Judges the quarantine queue: every corrupted record is there with its bytes and its reason, and nothing else. */
export function judgeQuarantine(expected: ExpectedLake, messages: readonly QueueMessage[]): QuarantineJudgement {
  const findings = new Findings("every corrupted event is in quarantine with its reason");
  const records = distinctRecords(messages, findings);
  const open = groupedByKey(expected.corrupted);
  const either = groupedByKey([...expected.events.values()].flatMap((event) => event.mayBeQuarantined));
  const undecided = new Set<string>();
  for (const message of records) {
    const key = `${sha256Of(message.event)} ${message.reason}`;
    if (message.detail === "") findings.add(`${record(message)} has no detail`);
    if (open.get(key)?.pop() !== undefined) continue;
    if (either.get(key)?.pop() !== undefined) {
      undecided.add(eventKeyOf(message.event) ?? "");
      continue;
    }
    const text = new TextDecoder().decode(message.event.subarray(0, 80));
    findings.add(`${record(message)} is there as ${shown(message.reason)}, which is not expected: ${shown(text)}`);
  }
  for (const missing of [...open.values()].flat()) {
    findings.add(`${missing.reason} is missing for ${shown(missing.preview)} (SHA-256 ${missing.sha256.slice(0, 12)})`);
  }
  const check = findings.check(summary(expected.counts.corrupted, "corrupted events", records, messages));
  return { count: records.length, check, undecided };
}

function summary(count: number, what: string, records: readonly unknown[], messages: readonly unknown[]): string {
  const repeated = messages.length - records.length;
  return `${count} ${what} are expected, ${records.length} records are there${
    repeated === 0 ? "" : ` (${repeated} messages came again)`
  }.`;
}

/** One message per record, or event of one. The same record with other bytes is a violation: the two cannot both be right. */
function distinctRecords(messages: readonly QueueMessage[], findings: Findings): readonly QueueMessage[] {
  const records = new Map<string, QueueMessage>();
  for (const message of messages) {
    const known = records.get(record(message));
    if (known === undefined) {
      records.set(record(message), message);
    } else if (Buffer.compare(known.event, message.event) !== 0) {
      findings.add(`${record(message)} is there with two different events`);
    }
  }
  return [...records.values()];
}

function groupedByKey(records: readonly ExpectedQuarantine[]): Map<string, ExpectedQuarantine[]> {
  const groups = new Map<string, ExpectedQuarantine[]>();
  for (const expected of records) {
    const key = `${expected.sha256} ${expected.reason}`;
    const group = groups.get(key) ?? [];
    group.push(expected);
    groups.set(key, group);
  }
  return groups;
}

function record({ shardId, sequenceNumber, subSequenceNumber }: QueueMessage): string {
  const place = `${shardId}:${sequenceNumber}`;
  return subSequenceNumber === undefined ? place : `${place}:${subSequenceNumber}`;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
