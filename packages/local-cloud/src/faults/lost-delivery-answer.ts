import type { Amendment } from "../gateway/gateway";
import { CONNECTION_CUT, type Forward, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { isDelivery } from "./function-request";

/** Lets a PutRecordBatch be carried out, and cuts its connection before the answer. */
export class LostDeliveryAnswer implements Amendment {
  private armed = 0;
  /** Connections that were cut. */
  cutConnections = 0;

  get waiting(): number {
    return this.armed;
  }

  arm(): void {
    this.armed += 1;
  }

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (this.armed === 0 || !isDelivery(request)) return undefined;
    this.armed -= 1;
    return forward(request).then(() => {
      this.cutConnections += 1;
      return CONNECTION_CUT;
    });
  }
}
