import type { Clock } from "../clock";
import type { Amendment } from "../gateway/gateway";
import { errorResponse, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { isItemRequest } from "./function-request";

/**
 * Milliseconds after its first refusal at which a burst is over, however few requests it met. A table recovers by itself:
 * a function whose batches were cut down to one record, and wait ever longer, must not be what a burst waits for.
 */
const LONGEST_BURST = 1_500;

interface Burst {
  left: number;
  /** Clock time; undefined before the first refusal. */
  until?: number;
}

/**
 * Refuses bursts of a function's item requests, as a table does that has used up its throughput.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class ItemThrottle implements Amendment {
  private readonly bursts: Burst[] = [];
  /** Requests that were refused. */
  throttledRequests = 0;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** Bursts that have not begun. */
  get waiting(): number {
    return this.bursts.filter(({ until }) => until === undefined).length;
  }

  arm(requests: number): void {
    this.bursts.push({ left: requests });
  }

  answer(request: ServiceRequest): Promise<ServiceResponse> | undefined {
    const now = this.clock.now();
    let burst = this.bursts[0];
    while (burst && (burst.left === 0 || now >= (burst.until ?? Infinity))) {
      this.bursts.shift();
      burst = this.bursts[0];
    }
    if (burst === undefined || !isItemRequest(request)) return undefined;
    burst.until ??= now + LONGEST_BURST;
    burst.left -= 1;
    this.throttledRequests += 1;
    return Promise.resolve(
      errorResponse(
        "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
      ),
    );
  }
}
