import type { Amendment } from "../gateway/gateway";
import { errorResponse, jsonBody, jsonResponse, type ServiceResponse } from "../gateway/service-message";
import { validateDestination, type S3Destination } from "./destination-rules";
import type { FirehoseEngine, PutRecordOutcome } from "./firehose-engine";
import { PutRefusedError } from "./put-limits";

/**
 * PutRecord and PutRecordBatch, answered by the engine; and CreateDeliveryStream, refused where AWS refuses it: moto
 * stores any configuration and writes whatever it is given as one object a call.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function deliverWith(engine: Pick<FirehoseEngine, "putRecords">): Amendment {
  return {
    answer(request) {
      if (request.service !== "firehose") return undefined;
      switch (request.operation) {
        case "PutRecord":
        case "PutRecordBatch":
          return put(engine, jsonBody(request));
        case "CreateDeliveryStream":
          return refuse(jsonBody(request));
        default:
          return undefined;
      }
    },
  };
}

interface PutBody {
  readonly DeliveryStreamName?: string;
  readonly Record?: { readonly Data: string };
  readonly Records?: readonly { readonly Data: string }[];
}

async function put(engine: Pick<FirehoseEngine, "putRecords">, body: PutBody): Promise<ServiceResponse> {
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
    if (error instanceof PutRefusedError) return errorResponse(error.code, error.message);
    throw error;
  }
}

function entry(outcome: PutRecordOutcome) {
  return "recordId" in outcome
    ? { RecordId: outcome.recordId }
    : { ErrorCode: outcome.errorCode, ErrorMessage: outcome.errorMessage };
}

function refuse(body: Record<string, unknown>): Promise<ServiceResponse> | undefined {
  const destination = body["ExtendedS3DestinationConfiguration"];
  if (destination === undefined) return undefined;
  const [problem] = validateDestination(destination as S3Destination);
  return problem === undefined ? undefined : Promise.resolve(errorResponse("InvalidArgumentException", problem));
}
