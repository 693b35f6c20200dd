import type { Amendment } from "../gateway/gateway";
import { CONNECTION_CUT, type Forward, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import type { KillMoment } from "./fault-schedule";
import { isDelivery, isItemRequest, traceIdOf } from "./function-request";

export interface FunctionKillOptions {
  /** Kills the process (SIGKILL) of an invocation. @returns whether it was running */
  readonly kill: (traceId: string) => Promise<boolean>;
  /** Told before an invocation is killed: whatever it did will be done again. */
  readonly onKill: (traceId: string) => void;
}

/** Kills a function's process between a claim and its delivery, or after the delivery and before the answer. */
export class FunctionKill implements Amendment {
  private readonly armed: KillMoment[] = [];
  /** Processes that were killed. */
  kills = 0;

  constructor(private readonly options: FunctionKillOptions) {}

  get waiting(): number {
    return this.armed.length;
  }

  arm(moment: KillMoment): void {
    this.armed.push(moment);
  }

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    const index = this.armed.findIndex((moment) =>
      moment === "after-claim" ? isItemRequest(request) && request.operation === "PutItem" : isDelivery(request),
    );
    const [moment] = index === -1 ? [] : this.armed.splice(index, 1);
    return moment && this.strike(moment, request, forward);
  }

  private async strike(moment: KillMoment, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    if (moment !== "before-delivery") await forward(request);
    const traceId = traceIdOf(request) ?? "";
    this.options.onKill(traceId);
    if (await this.options.kill(traceId)) this.kills += 1;
    // Another request of the same invocation had its process killed already: this fault strikes elsewhere.
    else this.armed.push(moment);
    return CONNECTION_CUT;
  }
}
