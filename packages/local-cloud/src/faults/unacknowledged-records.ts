import { jsonBody, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { wireRecords, traceIdOf } from "./fault-kinds";

interface PutAnswer {
  readonly Records?: readonly { readonly SequenceNumber?: string }[];
}

/** Keeps account of what the streams took from producers, and of what a producer does not know to be taken. */
export class StreamIntake {
  private readonly byRequest = new WeakMap<ServiceRequest, readonly string[]>();
  private readonly unknown: string[] = [];
  /** Records that a stream took. */
  recordsTaken = 0;

  /** Data of the records that were taken without their producer's knowledge, base64: it will put them again. */
  recordsTakenUnknown(): readonly string[] {
    return this.unknown;
  }

  answered(request: ServiceRequest, response: ServiceResponse): void {
    if (response.status !== 200) return;
    const { Records: outcomes = [] } = jsonBody(response) as PutAnswer;
    const taken = wireRecords(request).flatMap(({ Data: data }, index) =>
      outcomes[index]?.SequenceNumber === undefined ? [] : [data],
    );
    this.recordsTaken += taken.length;
    this.byRequest.set(request, taken);
  }

  answerWasLost(request: ServiceRequest): void {
    this.unknown.push(...(this.byRequest.get(request) ?? []));
  }
}

export function isPutRecords(request: ServiceRequest): boolean {
  return request.service === "kinesis" && request.operation === "PutRecords";
}

/** A record that the delivery stream took from a function. */
interface TakenRecord {
  /** Base64. */
  readonly data: string;
}

interface PutAnswer {
  readonly RequestResponses?: readonly { readonly RecordId?: string }[];
}

/** More than there are invocations at a time. */
const INVOCATIONS_REMEMBERED = 200;

/**
 * Keeps account of the deliveries whose outcome their function did not learn, or could not use: their events may rightly
 * be delivered again, and no others. A record counts each time that it was taken.
 */
export class DeliveriesAtRisk {
  private readonly byInvocation = new Map<string, TakenRecord[]>();
  private readonly byRequest = new WeakMap<ServiceRequest, readonly TakenRecord[]>();
  private readonly atRisk = new Set<TakenRecord>();

  /** Data of the records, base64. */
  records(): string[] {
    return [...this.atRisk].map(({ data }) => data);
  }

  /**
   * Notes what the delivery stream took of a call.
   *
   * @param request as the function sent it
   * @param forwarded what became of it on the way to the delivery stream
   */
  answered(request: ServiceRequest, forwarded: ServiceRequest, response: ServiceResponse): void {
    if (response.status !== 200) return;
    const { RequestResponses: outcomes = [] } = jsonBody(response) as PutAnswer;
    const taken = wireRecords(forwarded).flatMap(({ Data: data }, index) =>
      outcomes[index]?.RecordId === undefined ? [] : [{ data }],
    );
    this.byRequest.set(request, taken);
    const traceId = traceIdOf(request) ?? "";
    this.byInvocation.set(traceId, [...(this.byInvocation.get(traceId) ?? []), ...taken]);
    const [oldest] = this.byInvocation.keys();
    if (this.byInvocation.size > INVOCATIONS_REMEMBERED && oldest !== undefined) this.byInvocation.delete(oldest);
  }

  /** The answer to a call did not arrive: its sender will send it again. */
  answerWasLost(request: ServiceRequest): void {
    for (const record of this.byRequest.get(request) ?? []) this.atRisk.add(record);
  }

  /** An invocation ends without a result: its batch will be sent again as a whole. */
  invocationWasLost(traceId: string): void {
    for (const record of this.byInvocation.get(traceId) ?? []) this.atRisk.add(record);
  }

  /**
   * The first record of a call that was not taken may never be; then what was taken behind it is sent again with it.
   *
   * @param takenBefore number of records that were taken before the first that was not
   */
  takenBehindFailed(request: ServiceRequest, takenBefore: number): void {
    for (const record of this.byRequest.get(request)?.slice(takenBefore) ?? []) this.atRisk.add(record);
  }
}
