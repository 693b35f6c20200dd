import type { Amendment } from "../gateway/gateway";
import type { ServiceRequest, ServiceResponse } from "../gateway/service-message";

/** `/<bucket>?policy`, addressed by path. */
const POLICY_PATH = /^\/([^/?]+)\/?\?policy=?$/;

/**
 * Keeps bucket policies here and not in moto. Observed with moto 5.2.5: a policy is applied to every request, and the
 * Condition of a statement is not read, so a denial of plain HTTP denies everything.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export class S3BucketPolicies implements Amendment {
  private readonly policies = new Map<string, Buffer>();

  answer(request: ServiceRequest): Promise<ServiceResponse> | undefined {
    const bucket = POLICY_PATH.exec(request.path)?.[1];
    if (request.service !== "s3" || bucket === undefined) return undefined;
    return Promise.resolve(this.policy(request, bucket));
  }

  private policy(request: ServiceRequest, bucket: string): ServiceResponse {
    switch (request.method) {
      case "PUT":
        this.policies.set(bucket, request.body);
        return { status: 204, headers: {}, body: Buffer.alloc(0) };
      case "DELETE":
        this.policies.delete(bucket);
        return { status: 204, headers: {}, body: Buffer.alloc(0) };
      default: {
        const policy = this.policies.get(bucket);
        return policy
          ? { status: 200, headers: { "content-type": "application/json" }, body: policy }
          : {
              status: 404,
              headers: { "content-type": "application/xml" },
              body: Buffer.from(
                "<Error><Code>NoSuchBucketPolicy</Code><Message>The bucket policy does not exist</Message></Error>",
              ),
            };
      }
    }
  }
}
