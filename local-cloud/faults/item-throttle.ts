import type { Amendment } from "../gateway/gateway";
import { errorResponse, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { isItemRequest } from "./function-request";

/**
 * Refuses bursts of a function's item requests, as a table does that has used up its throughput.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class ItemThrottle implements Amendment {
  private left = 0;
  /** Requests that were refused. */
  throttledRequests = 0;

  /** Requests that will be refused. */
  get waiting(): number {
    return this.left;
  }

  arm(requests: number): void {
    this.left += requests;
  }

  answer(request: ServiceRequest): Promise<ServiceResponse> | undefined {
    if (this.left === 0 || !isItemRequest(request)) return undefined;
    this.left -= 1;
    this.throttledRequests += 1;
    return Promise.resolve(
      errorResponse(
        "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
      ),
    );
  }
}
