import { serviceRequest, type Forward, type ServiceRequest } from "../../src/gateway/service-message";
import { jsonResponse } from "../../src/gateway/service-message";
import { signedFor, targetCall } from "../gateway/service-call";

/** A call that an invocation makes. */
export function functionCall(traceId: string, service: string, operation: string, body: unknown = {}): ServiceRequest {
  const headers = { ...signedFor(service), "x-amz-target": `${service}.${operation}`, "x-amzn-trace-id": traceId };
  return serviceRequest("POST", "/", headers, Buffer.from(JSON.stringify(body)));
}

/** A delivery of an invocation; the records' data go over the wire as they are. */
export function delivery(traceId: string, ...data: readonly string[]): ServiceRequest {
  const Records = data.map((Data) => ({ Data }));
  return functionCall(traceId, "firehose", "PutRecordBatch", { DeliveryStreamName: "delivery", Records });
}

/** A producer's put of so many records. */
export function putRecords(...data: readonly string[]): ServiceRequest {
  return targetCall("kinesis", "PutRecords", { StreamName: "events", Records: data.map((Data) => ({ Data })) });
}

/** Everything behind the faults: takes what it is given, and keeps it. */
export function takingServices() {
  const taken: string[] = [];
  const asked: string[] = [];
  const forward: Forward = (request) => {
    asked.push(request.operation);
    const { Records: records = [] } = JSON.parse(request.body.toString()) as { Records?: { Data: string }[] };
    taken.push(...records.map(({ Data }) => Data));
    return Promise.resolve(
      jsonResponse(
        request.service === "kinesis"
          ? { FailedRecordCount: 0, Records: records.map((_, index) => ({ SequenceNumber: String(index) })) }
          : { FailedPutCount: 0, RequestResponses: records.map((_, index) => ({ RecordId: `id-${index}` })) },
      ),
    );
  };
  return { taken, asked, forward };
}
