import type { Clock } from "../clock";
import type { Amendment } from "../gateway/gateway";
import type { Forward, ServiceRequest, ServiceResponse } from "../gateway/service-message";
import { DeliveriesAtRisk, isPutRecords, StreamIntake } from "./unacknowledged-records";
import {
  FailedEntries,
  FunctionKill,
  isDelivery,
  GatewayRestart,
  ItemThrottle,
  LostDeliveryAnswer,
  ShardSplit,
} from "./fault-kinds";
import type { Fault, ScheduledFault } from "./fault-schedule";

export interface FaultInjectionOptions {
  /** Ordered by time. */
  readonly schedule: readonly ScheduledFault[];
  /** Time of the bursts. */
  readonly clock: Pick<Clock, "now">;
  /** Kills the process of an invocation. @returns whether it was running */
  readonly killInvocation: (traceId: string) => Promise<boolean>;
  readonly restartGateway: (downMilliseconds: number) => Promise<void>;
  /** Called for a fault that could not be injected. */
  readonly onError: (error: Error) => void;
}

/** What was done to the local cloud so far. */
export interface FaultReport {
  readonly kills: number;
  readonly throttledRequests: number;
  readonly failedEntries: number;
  readonly cutConnections: number;
  readonly splits: number;
  readonly restarts: number;
  /** Faults that are scheduled and have not struck, or could not. */
  readonly waiting: number;
  /** Splits and restarts that are at work. */
  readonly striking: number;
  /** Records that streams took, those put again among them. */
  readonly recordsTaken: number;
  /** Data of records, base64, that a stream took and whose producer did not learn it. */
  readonly recordsTakenUnknown: readonly string[];
  /** Data of delivered records, base64, whose events may be delivered again: once for each time that one is in here. */
  readonly deliveriesAtRisk: readonly string[];
}

/**
 * Makes go wrong what a schedule says. Stands in front of everything else that the gateway does, and keeps account of
 * what may rightly be found twice afterwards.
 */
export class FaultInjection implements Amendment {
  private readonly pending: ScheduledFault[];
  private readonly intake = new StreamIntake();
  private readonly deliveries = new DeliveriesAtRisk();
  private readonly throttle: ItemThrottle;
  private readonly failedEntries = new FailedEntries((request, takenBefore) => {
    this.deliveries.takenBehindFailed(request, takenBefore);
  });
  private readonly lostAnswer = new LostDeliveryAnswer();
  private readonly kill: FunctionKill;
  private readonly split = new ShardSplit();
  private readonly restart: GatewayRestart;
  private striking = 0;
  private failed = 0;

  constructor(private readonly options: FaultInjectionOptions) {
    this.pending = [...options.schedule];
    this.throttle = new ItemThrottle(options.clock);
    this.kill = new FunctionKill({
      kill: options.killInvocation,
      onKill: (traceId) => {
        this.deliveries.invocationWasLost(traceId);
      },
    });
    this.restart = new GatewayRestart(options.restartGateway);
  }

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (isPutRecords(request)) return this.put(request, forward);
    const accounted = isDelivery(request) ? this.accounted(request, forward) : forward;
    for (const fault of [this.throttle, this.failedEntries, this.lostAnswer, this.kill]) {
      const answer = fault.answer(request, accounted);
      if (answer) return answer;
    }
    return accounted(request);
  }

  /** A request was carried out, and its sender did not get the answer. */
  answerWasLost(request: ServiceRequest): void {
    this.intake.answerWasLost(request);
    this.deliveries.answerWasLost(request);
  }

  report(): FaultReport {
    const { throttle, failedEntries, lostAnswer, kill, split, restart } = this;
    const armed = [throttle, failedEntries, lostAnswer, kill].reduce((sum, { waiting }) => sum + waiting, 0);
    return {
      kills: kill.kills,
      throttledRequests: throttle.throttledRequests,
      failedEntries: failedEntries.failedEntries,
      cutConnections: lostAnswer.cutConnections,
      splits: split.splits,
      restarts: restart.restarts,
      waiting: this.pending.length + armed + this.failed,
      striking: this.striking,
      recordsTaken: this.intake.recordsTaken,
      recordsTakenUnknown: this.intake.recordsTakenUnknown(),
      deliveriesAtRisk: this.deliveries.records(),
    };
  }

  private accounted(request: ServiceRequest, forward: Forward): Forward {
    return async (forwarded) => {
      const response = await forward(forwarded);
      this.deliveries.answered(request, forwarded, response);
      return response;
    };
  }

  /** The schedule's clock is what the stream takes. */
  private async put(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    this.intake.answered(request, response);
    for (let next = this.pending[0]; next && next.afterRecords <= this.intake.recordsTaken; next = this.pending[0]) {
      this.pending.shift();
      this.arm(next.fault, request, forward);
    }
    return response;
  }

  private arm(fault: Fault, put: ServiceRequest, forward: Forward): void {
    switch (fault.kind) {
      case "function-kill":
        this.kill.arm(fault.moment);
        break;
      case "item-throttle":
        this.throttle.arm(fault.requests);
        break;
      case "failed-entries":
        this.failedEntries.arm(fault.every);
        break;
      case "lost-delivery-answer":
        this.lostAnswer.arm();
        break;
      case "shard-split":
        this.strike(this.split.strike(fault.choice, put, forward));
        break;
      case "gateway-restart":
        // At once: the answer to the producer's own put is lost with the connection.
        this.strike(this.restart.strike(fault.downMilliseconds));
        break;
    }
  }

  private strike(struck: Promise<void>): void {
    this.striking += 1;
    struck
      .catch((error: unknown) => {
        this.failed += 1;
        this.options.onError(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.striking -= 1;
      });
  }
}
