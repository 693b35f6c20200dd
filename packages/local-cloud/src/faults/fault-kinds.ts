import type { Shard } from "@aws-sdk/client-kinesis";
import {
  jsonBody,
  otherCall,
  type ServiceRequest,
  jsonResponse,
  type Forward,
  type ServiceResponse,
  CONNECTION_CUT,
  errorResponse,
} from "../gateway/service-message";
import type { Amendment } from "../gateway/gateway";
import type { Clock } from "../clock";
import type { KillMoment } from "./fault-schedule";

/** One record of a PutRecordBatch or PutRecords, as it comes over the wire: base64. */
export interface WireRecord {
  readonly Data: string;
}

/**
 * Trace id of the invocation that sent a request; undefined when no function did. Only functions are made to suffer:
 * Terraform and the reader of the result share the gateway with them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime `_X_AMZN_TRACE_ID`
 */
export function traceIdOf(request: ServiceRequest): string | undefined {
  const header = request.headers["x-amzn-trace-id"];
  return typeof header === "string" && header !== "" ? header : undefined;
}

/** Whether a function delivers with this request. */
export function isDelivery(request: ServiceRequest): boolean {
  return request.service === "firehose" && request.operation === "PutRecordBatch" && traceIdOf(request) !== undefined;
}

/** Whether a function works on items of a table with this request. */
export function isItemRequest(request: ServiceRequest): boolean {
  return request.service === "dynamodb" && traceIdOf(request) !== undefined;
}

export function wireRecords(request: ServiceRequest): readonly WireRecord[] {
  return (jsonBody(request) as { readonly Records?: readonly WireRecord[] }).Records ?? [];
}

interface PutAnswer {
  readonly FailedPutCount: number;
  readonly RequestResponses: readonly object[];
}

const FAILED = { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." };

/**
 * Answers 200 to a PutRecordBatch of which some entries failed; those are not taken.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html "Even if there are failed records, Firehose returns an HTTP 200 response"
 */
export class FailedEntries implements Amendment {
  private readonly armed: number[] = [];
  /** Entries that were not taken. */
  failedEntries = 0;

  /** @param onStruck called with a call that failed in part, and how many records were taken before the first that was not */
  constructor(private readonly onStruck: (request: ServiceRequest, takenBefore: number) => void) {}

  get waiting(): number {
    return this.armed.length;
  }

  /** @param every the last entry of a call fails, and each `every`th before it */
  arm(every: number): void {
    this.armed.push(every);
  }

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (!isDelivery(request)) return undefined;
    const every = this.armed.shift();
    return every === undefined ? undefined : this.strike(every, request, forward);
  }

  private async strike(every: number, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const records = wireRecords(request);
    const fails = (index: number) => (records.length - 1 - index) % every === 0;
    const taken = records.filter((_, index) => !fails(index));
    const answer = await put(request, taken, forward);
    if (!("RequestResponses" in answer)) return answer;
    this.failedEntries += records.length - taken.length;
    this.onStruck(
      request,
      records.findIndex((_, index) => fails(index)),
    );
    const responses = [...answer.RequestResponses];
    return jsonResponse({
      FailedPutCount: records.length - taken.length + answer.FailedPutCount,
      Encrypted: true,
      RequestResponses: records.map((_, index) => (fails(index) ? FAILED : responses.shift())),
    });
  }
}

/** Puts some records of a call. @returns the answer as it came when the call as a whole was refused */
async function put(
  request: ServiceRequest,
  records: readonly object[],
  forward: Forward,
): Promise<PutAnswer | ServiceResponse> {
  if (records.length === 0) return { FailedPutCount: 0, RequestResponses: [] };
  const body = Buffer.from(JSON.stringify({ ...jsonBody(request), Records: records }));
  const response = await forward({ ...request, body });
  return response.status === 200 ? (jsonBody(response) as unknown as PutAnswer) : response;
}

/** Lets a PutRecordBatch be carried out, and cuts its connection before the answer. */
export class LostDeliveryAnswer implements Amendment {
  private armed = 0;
  /** Connections that were cut. */
  cutConnections = 0;

  get waiting(): number {
    return this.armed;
  }

  arm(): void {
    this.armed += 1;
  }

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (this.armed === 0 || !isDelivery(request)) return undefined;
    this.armed -= 1;
    return forward(request).then(() => {
      this.cutConnections += 1;
      return CONNECTION_CUT;
    });
  }
}

/**
 * Milliseconds after its first refusal at which a burst is over, however few requests it met. A table recovers by itself:
 * a function whose batches were cut down to one record, and wait ever longer, must not be what a burst waits for.
 */
const LONGEST_BURST = 1_500;

interface Burst {
  left: number;
  /** Clock time; undefined before the first refusal. */
  until?: number;
}

/**
 * Refuses bursts of a function's item requests, as a table does that has used up its throughput.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class ItemThrottle implements Amendment {
  private readonly bursts: Burst[] = [];
  /** Requests that were refused. */
  throttledRequests = 0;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Bursts that have not begun. */
  get waiting(): number {
    return this.bursts.filter(({ until }) => until === undefined).length;
  }

  arm(requests: number): void {
    this.bursts.push({ left: requests });
  }

  answer(request: ServiceRequest): Promise<ServiceResponse> | undefined {
    const now = this.clock.now();
    let burst = this.bursts[0];
    while (burst && (burst.left === 0 || now >= (burst.until ?? Infinity))) {
      this.bursts.shift();
      burst = this.bursts[0];
    }
    if (burst === undefined || !isItemRequest(request)) return undefined;
    burst.until ??= now + LONGEST_BURST;
    burst.left -= 1;
    this.throttledRequests += 1;
    return Promise.resolve(
      errorResponse(
        "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
      ),
    );
  }
}

export interface FunctionKillOptions {
  /** Kills the process (SIGKILL) of an invocation. @returns whether it was running */
  readonly kill: (traceId: string) => Promise<boolean>;
  /** Called before an invocation is killed: whatever it did will be done again. */
  readonly onKill: (traceId: string) => void;
}

/** Kills a function's process between a claim and its delivery, or after the delivery and before the answer. */
export class FunctionKill implements Amendment {
  private readonly armed: KillMoment[] = [];
  /** Processes that were killed. */
  kills = 0;

  constructor(private readonly options: FunctionKillOptions) {}

  get waiting(): number {
    return this.armed.length;
  }

  arm(moment: KillMoment): void {
    this.armed.push(moment);
  }

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    const index = this.armed.findIndex((moment) =>
      moment === "after-claim" ? isItemRequest(request) && request.operation === "PutItem" : isDelivery(request),
    );
    const [moment] = index === -1 ? [] : this.armed.splice(index, 1);
    return moment && this.strike(moment, request, forward);
  }

  private async strike(moment: KillMoment, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    if (moment !== "before-delivery") await forward(request);
    const traceId = traceIdOf(request) ?? "";
    this.options.onKill(traceId);
    if (await this.options.kill(traceId)) this.kills += 1;
    // Another request of the same invocation had its process killed already: this fault strikes elsewhere.
    else this.armed.push(moment);
    return CONNECTION_CUT;
  }
}

/** Splits shards of the stream that a producer is putting records on. */
export class ShardSplit {
  /** Shards that were split. */
  splits = 0;

  /**
   * @param choice chooses one of the open shards
   * @param put a PutRecords on the stream
   * @throws Error with Kinesis's answer when it refuses
   */
  async strike(choice: number, put: ServiceRequest, forward: Forward): Promise<void> {
    const { StreamName, StreamARN } = jsonBody(put);
    const call = async (operation: string, body: object): Promise<Record<string, unknown>> => {
      const response = await forward(otherCall(put, operation, { StreamName, StreamARN, ...body }));
      if (response.status !== 200) throw new Error(`${operation}: ${response.body.toString()}`);
      return jsonBody(response);
    };
    const { Shards } = (await call("ListShards", {})) as { readonly Shards: readonly Shard[] };
    const open = Shards.filter(({ SequenceNumberRange: range }) => range?.EndingSequenceNumber === undefined);
    const shard = open[choice % open.length];
    const first = BigInt(shard?.HashKeyRange?.StartingHashKey ?? 0);
    const last = BigInt(shard?.HashKeyRange?.EndingHashKey ?? 0);
    const middle = first + (last - first) / 2n;
    await call("SplitShard", { ShardToSplit: shard?.ShardId, NewStartingHashKey: String(middle) });
    this.splits += 1;
  }
}

/** Restarts the gateway, one restart after the other. */
export class GatewayRestart {
  private running: Promise<void> = Promise.resolve();
  restarts = 0;

  /** @param restart cuts every connection, refuses new ones for so many milliseconds, and listens again */
  constructor(private readonly restart: (downMilliseconds: number) => Promise<void>) {}

  strike(downMilliseconds: number): Promise<void> {
    this.running = this.running.then(async () => {
      await this.restart(downMilliseconds);
      this.restarts += 1;
    });
    return this.running;
  }
}
