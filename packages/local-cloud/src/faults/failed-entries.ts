import type { Amendment } from "../gateway/gateway";
import {
  jsonBody,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { isDelivery, wireRecords } from "./function-request";

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

  /** @param onStruck told of a call that failed in part, and how many records were taken before the first that was not */
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
