import type { Amendment } from "../gateway/gateway";
import type { Forward, ServiceRequest, ServiceResponse } from "../gateway/service-message";

/** `/<bucket>?notification`, addressed by path. */
const NOTIFICATION_PATH = /^\/([^/?]+)\/?\?notification=?$/;
const ELEMENT = "<EventBridgeConfiguration></EventBridgeConfiguration>";
const END = "</NotificationConfiguration>";

/**
 * Remembers which buckets send their events to EventBridge. Observed with moto 5.2.5: PutBucketNotificationConfiguration
 * takes it, and GetBucketNotificationConfiguration does not give it back, so the next plan wants to set it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
 */
export class S3EventBridge implements Amendment {
  private readonly buckets = new Set<string>();

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    const bucket = request.service === "s3" ? NOTIFICATION_PATH.exec(request.path)?.[1] : undefined;
    if (bucket === undefined) return undefined;
    if (request.method === "PUT") return this.put(bucket, request, forward);
    return request.method === "GET" ? this.get(bucket, request, forward) : undefined;
  }

  private async put(bucket: string, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    if (response.status >= 300) return response;
    if (request.body.includes("<EventBridgeConfiguration")) this.buckets.add(bucket);
    else this.buckets.delete(bucket);
    return response;
  }

  private async get(bucket: string, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    const text = response.body.toString("utf8");
    if (response.status >= 300 || !this.buckets.has(bucket) || text.includes("<EventBridgeConfiguration"))
      return response;
    // moto closes the element of a bucket without notifications at once.
    const open = text.replace(/<NotificationConfiguration([^>]*)\/>/, `<NotificationConfiguration$1>${END}`);
    const headers = Object.entries(response.headers).filter(([name]) => name.toLowerCase() !== "content-length");
    return {
      ...response,
      headers: Object.fromEntries(headers),
      body: Buffer.from(open.replace(END, `${ELEMENT}${END}`)),
    };
  }
}
