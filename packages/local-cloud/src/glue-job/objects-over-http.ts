import type { Amendment } from "../gateway/gateway";
import type { Forward, ServiceRequest, ServiceResponse } from "../gateway/service-message";

const KMS_KEY = "x-amz-server-side-encryption-aws-kms-key-id";

/**
 * Lets Spark's S3A copy objects of a bucket with a KMS key over plain HTTP: it names the key of the source in the copy, and
 * the AWS SDK refuses to send a key's name without TLS. Without the name, the copy gets the bucket's key by default, which is
 * the same one. Glue reads S3 by another file system, over TLS.
 */
export class ObjectsOverHttp implements Amendment {
  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    return request.service === "s3" ? this.withoutKey(request, forward) : undefined;
  }

  private async withoutKey(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    const headers = Object.entries(response.headers).filter(([name]) => name.toLowerCase() !== KMS_KEY);
    return { ...response, headers: Object.fromEntries(headers) };
  }
}
