import { jsonBody, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { wireRecords } from "./function-request";

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
