import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  jsonResponse,
  otherCall,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { validateDestination, type S3Destination } from "./destination-rules";

/** What became of one record of a put. */
export type PutRecordOutcome =
  { readonly recordId: string } | { readonly errorCode: string; readonly errorMessage: string };

/** The engine, as far as a put needs it. */
export interface RecordTaker {
  putRecords(deliveryStreamName: string, records: readonly Uint8Array[]): Promise<readonly PutRecordOutcome[]>;
  drop(deliveryStreamName: string): void;
}

/**
 * PutRecord and PutRecordBatch, answered by the engine; CreateDeliveryStream and UpdateDestination, refused where AWS
 * refuses them: moto stores any configuration and writes whatever it is given as one object a call; and
 * DeleteDeliveryStream, which the engine hears of.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function deliverWith(engine: RecordTaker): Amendment {
  return {
    answer(request, forward) {
      if (request.service !== "firehose") return undefined;
      switch (request.operation) {
        case "PutRecord":
        case "PutRecordBatch":
          return put(engine, jsonBody(request));
        case "CreateDeliveryStream":
          return refuse(jsonBody(request)["ExtendedS3DestinationConfiguration"]);
        case "UpdateDestination":
          return update(request, forward);
        case "DeleteDeliveryStream":
          return remove(engine, request, forward);
        default:
          return undefined;
      }
    },
  };
}

async function remove(engine: RecordTaker, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
  const response = await forward(request);
  if (response.status === 200) engine.drop(String(jsonBody(request)["DeliveryStreamName"]));
  return response;
}

interface PutBody {
  readonly DeliveryStreamName?: string;
  readonly Record?: { readonly Data: string };
  readonly Records?: readonly { readonly Data: string }[];
}

async function put(engine: RecordTaker, body: PutBody): Promise<ServiceResponse> {
  const records = (body.Records ?? (body.Record ? [body.Record] : [])).map(({ Data }) => Buffer.from(Data, "base64"));
  try {
    const outcomes = await engine.putRecords(body.DeliveryStreamName ?? "", records);
    if (body.Records === undefined) {
      const [outcome] = outcomes;
      return outcome && "recordId" in outcome
        ? jsonResponse({ RecordId: outcome.recordId, Encrypted: true })
        : errorResponse("ServiceUnavailableException", outcome?.errorMessage ?? "Slow down.", 503);
    }
    return jsonResponse({
      FailedPutCount: outcomes.filter((outcome) => "errorCode" in outcome).length,
      Encrypted: true,
      RequestResponses: outcomes.map(entry),
    });
  } catch (error) {
    if (error instanceof PutRefusedError) return errorResponse(error.code, error.message, error.status);
    throw error;
  }
}

function entry(outcome: PutRecordOutcome) {
  return "recordId" in outcome
    ? { RecordId: outcome.recordId }
    : { ErrorCode: outcome.errorCode, ErrorMessage: outcome.errorMessage };
}

/**
 * What an update does not name stays as it is: so dynamic partitioning does, and cannot be taken from a delivery stream.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_UpdateDestination.html
 */
async function update(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
  const { DeliveryStreamName, ExtendedS3DestinationUpdate: changes } = jsonBody(request);
  if (changes === undefined) return forward(request);
  const described = jsonBody(await forward(otherCall(request, "DescribeDeliveryStream", { DeliveryStreamName })));
  const { DeliveryStreamDescription: stream } = described as {
    readonly DeliveryStreamDescription?: { readonly Destinations?: readonly Readonly<Record<string, object>>[] };
  };
  const stored = stream?.Destinations?.[0]?.["ExtendedS3DestinationDescription"];
  return (await refuse({ ...stored, ...changes })) ?? forward(request);
}

function refuse(destination: unknown): Promise<ServiceResponse> | undefined {
  if (destination === undefined) return undefined;
  const [problem] = validateDestination(destination as S3Destination);
  return problem === undefined ? undefined : Promise.resolve(errorResponse("InvalidArgumentException", problem));
}

/** Records in one PutRecordBatch. */
const MAX_RECORDS = 500;
/** Bytes of one record before base64: 1,000 KiB. */
const MAX_RECORD_BYTES = 1_024_000;
/** Bytes of one PutRecordBatch: 4 MiB. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

/** Names of the exceptions with which Firehose refuses a put as a whole. */
export type PutRefusalCode = "InvalidArgumentException" | "ResourceNotFoundException" | "ServiceUnavailableException";

/** Record that a delivery stream does not take because it takes too much already. */
export const OVER_QUOTA: PutRecordOutcome = { errorCode: "ServiceUnavailableException", errorMessage: "Slow down." };

/** A put that the service refuses as a whole: nothing of it was taken. */
export class PutRefusedError extends Error {
  /** Name of the exception on the wire. */
  readonly code: PutRefusalCode;

  constructor(code: PutRefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
    this.code = code;
  }

  /** HTTP status on the wire. */
  get status(): number {
    return this.code === "ServiceUnavailableException" ? 503 : 400;
  }
}

/**
 * Checks what PutRecord and PutRecordBatch limit: 1 to 500 records, 4 MiB in all, 1,024,000 bytes a record.
 *
 * @throws PutRefusedError (`InvalidArgumentException`) that names the limit and the value received.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function checkPutLimits(records: readonly Uint8Array[]): void {
  if (records.length < 1 || records.length > MAX_RECORDS) {
    throw new PutRefusedError(
      "InvalidArgumentException",
      `Records: received ${records.length} records, a request takes 1 to ${MAX_RECORDS}. Split the batch.`,
    );
  }
  let requestBytes = 0;
  for (const [index, record] of records.entries()) {
    if (record.byteLength > MAX_RECORD_BYTES) {
      throw new PutRefusedError(
        "InvalidArgumentException",
        `Records[${index}].Data: received ${record.byteLength} bytes, a record takes at most ${MAX_RECORD_BYTES} before base64. Make the record smaller.`,
      );
    }
    requestBytes += record.byteLength;
  }
  if (requestBytes > MAX_REQUEST_BYTES) {
    throw new PutRefusedError(
      "InvalidArgumentException",
      `Records: received ${requestBytes} bytes, a request takes at most ${MAX_REQUEST_BYTES}. Split the batch.`,
    );
  }
}
