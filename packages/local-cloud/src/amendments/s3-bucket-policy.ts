import type { Amendment } from "../gateway/gateway";
import type { Forward, ServiceRequest, ServiceResponse } from "../gateway/service-message";

/** `/<bucket>?policy`, addressed by path. */
const POLICY_PATH = /^\/([^/?]+)\/?\?policy=?$/;
const BUCKET_PATH = /^\/([^/?]+)\/?$/;

const NO_CONTENT: ServiceResponse = { status: 204, headers: {}, body: Buffer.alloc(0) };

/**
 * Keeps bucket policies here and not in moto. Observed with moto 5.2.5: a policy is applied to every request, and the
 * Condition of a statement is not read, so a denial of plain HTTP denies everything.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export class S3BucketPolicies implements Amendment {
  private readonly policies = new Map<string, Buffer>();

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "s3") return undefined;
    const bucket = POLICY_PATH.exec(request.path)?.[1];
    if (bucket !== undefined) return this.policy(request, bucket, forward);
    const deleted = request.method === "DELETE" ? BUCKET_PATH.exec(request.path)?.[1] : undefined;
    return deleted === undefined ? undefined : this.deleteBucket(request, deleted, forward);
  }

  /** moto, which has no policy of any bucket, says which bucket does not exist, and that a bucket has no policy. */
  private async policy(request: ServiceRequest, bucket: string, forward: Forward): Promise<ServiceResponse> {
    const policy = this.policies.get(bucket);
    switch (request.method) {
      case "PUT": {
        const found = await forward({ ...request, method: "GET", body: Buffer.alloc(0) });
        if (found.body.includes("NoSuchBucket<")) return found;
        this.policies.set(bucket, request.body);
        return NO_CONTENT;
      }
      case "DELETE":
        return this.policies.delete(bucket) ? NO_CONTENT : forward(request);
      default:
        return policy
          ? { status: 200, headers: { "content-type": "application/json" }, body: policy }
          : forward(request);
    }
  }

  private async deleteBucket(request: ServiceRequest, bucket: string, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    if (response.status === 204) this.policies.delete(bucket);
    return response;
  }
}
