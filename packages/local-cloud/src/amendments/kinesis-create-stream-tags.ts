import type { Amendment } from "../gateway/gateway";
import { jsonBody, type ServiceRequest } from "../gateway/service-message";

/**
 * Observed with moto 5.2.5: CreateStream ignores Tags, so the next plan wants to add them.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
 */
export const kinesisCreateStreamTags: Amendment = {
  answer(request, forward) {
    if (request.service !== "kinesis" || request.operation !== "CreateStream") return undefined;
    return (async () => {
      const response = await forward(request);
      const { StreamName, Tags } = jsonBody(request);
      if (response.status === 200 && Tags !== undefined) {
        await forward(addTags(request, { StreamName, Tags }));
      }
      return response;
    })();
  },
};

function addTags(request: ServiceRequest, body: unknown): ServiceRequest {
  return {
    ...request,
    operation: "AddTagsToStream",
    headers: { ...request.headers, "x-amz-target": "Kinesis_20131202.AddTagsToStream" },
    body: Buffer.from(JSON.stringify(body)),
  };
}
