import { asError } from "./failure";

/** What became of one entry of a batch call: null when it was accepted. */
export type EntryOutcome = Error | null;

/** How much one call takes: both are 1 or more. */
export interface CallLimits {
  readonly entries: number;
  /** Bytes of all entries together. */
  readonly bytes: number;
}

/** Groups entries, in order, into as few calls as the limits allow. An entry that alone is too large has a call of its own. */
export function groupIntoCalls<T>(entries: readonly T[], bytesOf: (entry: T) => number, limits: CallLimits): T[][] {
  const calls: T[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const call = calls.at(-1);
    bytes += bytesOf(entry);
    if (call && call.length < limits.entries && bytes <= limits.bytes) {
      call.push(entry);
    } else {
      calls.push([entry]);
      bytes = bytesOf(entry);
    }
  }
  return calls;
}

/** How often, and how long, failed entries are sent again. */
export interface ResendPolicy {
  /** Calls in all: 1 or more. Infinity: as many as there is time for. */
  readonly maxTries: number;
  /** Upper bound of the first pause in milliseconds; it doubles with every try. */
  readonly baseDelayMs: number;
  /** Upper bound of any pause in milliseconds. */
  readonly maxDelayMs: number;
  /**
   * Milliseconds of the invocation that are left for reporting: no pause ends within them, and no call starts that would
   * end within them if it took as long as the longest before it.
   */
  readonly reserveMs: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Sends entries with a batch call whose entries fail one by one, and sends again only those that failed. Between tries it
 * pauses for a random time under an exponentially growing bound ("full jitter"). A call that rejects is repeated, too, unless
 * AWS says that the fault is the caller's: it would be refused again. Does not reject.
 *
 * @param call sends the entries given, and resolves to one outcome for each, in order
 * @param remainingMs milliseconds that are left of the invocation
 * @returns one outcome per entry, in order
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html "resending only those records"
 */
export async function sendWithResends<T>(
  entries: readonly T[],
  call: (entries: readonly T[]) => Promise<readonly EntryOutcome[]>,
  policy: ResendPolicy,
  remainingMs: () => number,
): Promise<EntryOutcome[]> {
  const outcomes: EntryOutcome[] = [];
  let pending = entries.map((_, index) => index);
  let longestCallMs = 0;
  for (let attempt = 1; pending.length > 0 && attempt <= policy.maxTries; attempt += 1) {
    const pause = attempt === 1 ? 0 : policy.random() * pauseBound(attempt, policy);
    const leftMs = remainingMs() - pause - longestCallMs;
    if (leftMs < policy.reserveMs) {
      return attempt === 1 ? entries.map(() => outOfTime(leftMs, policy)) : outcomes;
    }
    if (pause > 0) await policy.sleep(pause);
    const beforeMs = remainingMs();
    const sent = await callOnce(entries, pending, call);
    longestCallMs = Math.max(longestCallMs, beforeMs - remainingMs());
    pending.forEach((index, position) => {
      const outcome = sent.outcomes[position];
      outcomes[index] = outcome === undefined ? new Error(NO_ANSWER) : outcome;
    });
    if (sent.refusedForGood) break;
    pending = pending.filter((index) => outcomes[index] !== null);
  }
  return outcomes;
}

const NO_ANSWER = "The answer of the batch call has no entry for this record, so it counts as failed.";

function outOfTime(leftMs: number, policy: ResendPolicy): Error {
  return new Error(
    `Not sent: ${leftMs} ms of the invocation are left and ${policy.reserveMs} ms are kept for reporting what failed.`,
  );
}

function pauseBound(attempt: number, policy: ResendPolicy): number {
  return Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 2));
}

async function callOnce<T>(
  entries: readonly T[],
  pending: readonly number[],
  call: (entries: readonly T[]) => Promise<readonly EntryOutcome[]>,
): Promise<{ outcomes: readonly EntryOutcome[]; refusedForGood: boolean }> {
  const sent = new Set(pending);
  try {
    return { outcomes: await call(entries.filter((_, index) => sent.has(index))), refusedForGood: false };
  } catch (thrown) {
    const error = asError(thrown);
    return { outcomes: pending.map(() => error), refusedForGood: isFaultOfCaller(error) };
  }
}

/** @see https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-smithy-client/Class/ServiceException/ `$fault` */
function isFaultOfCaller(error: Error): boolean {
  return "$fault" in error && error.$fault === "client";
}
