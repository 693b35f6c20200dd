import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  ResourceNotFound,
  SetAlarmStateCommand,
  type StateValue,
} from "@aws-sdk/client-cloudwatch";
import type { Clock } from "../clock";
import { alarmState, type AlarmState } from "./alarm-state";
import type { Measurement, MetricStore } from "./metric-store";

/** Milliseconds between two looks at the alarms. AWS looks once a minute. */
const INTERVAL = 10_000;

/** An alarm that went from one state to another. */
export interface AlarmChange {
  readonly alarm: string;
  readonly from: StateValue;
  readonly to: StateValue;
  readonly reason: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

export interface AlarmsOptions {
  /** Keeps the alarms and their states. */
  readonly cloudWatch: Pick<CloudWatchClient, "send">;
  readonly metrics: MetricStore;
  /** Values that nobody records when they change, such as the age of what waits. */
  readonly sample: () => Iterable<Measurement>;
  readonly clock: Clock;
  readonly onError: (error: Error) => void;
}

/**
 * Evaluates the alarms of metrics as they are deployed, which moto only stores, and keeps what changed. A state that was
 * set by hand lasts until the metric's state changes, where AWS keeps it until its next look.
 */
export class Alarms {
  readonly changes: AlarmChange[] = [];
  /** The state that was found last. */
  private readonly states = new Map<string, StateValue>();
  private readonly refused = new Set<string>();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: AlarmsOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Looks at every alarm now. */
  async evaluate(): Promise<void> {
    const { metrics, sample } = this.options;
    metrics.record(sample());
    const deployed = await this.deployed();
    const names = new Set(deployed.map(({ AlarmName }) => AlarmName));
    for (const name of this.states.keys()) if (!names.has(name)) this.states.delete(name);
    for (const alarm of deployed) {
      const { AlarmName: name = "" } = alarm;
      const found = this.stateOf(alarm);
      if (found !== undefined && found.state !== (this.states.get(name) ?? "INSUFFICIENT_DATA")) {
        await this.change(alarm, found);
      }
    }
  }

  /** Undefined for an alarm that cannot be evaluated: it is reported once, and the others are looked at. */
  private stateOf(alarm: MetricAlarm): AlarmState | undefined {
    const { metrics, clock, onError } = this.options;
    try {
      return alarmState(alarm, metrics, clock.now());
    } catch (error) {
      const { AlarmName: name = "" } = alarm;
      if (!this.refused.has(name)) onError(error instanceof Error ? error : new Error(String(error)));
      this.refused.add(name);
      return undefined;
    }
  }

  private async change({ AlarmName: alarm = "", StateValue: from = "INSUFFICIENT_DATA" }: MetricAlarm, to: AlarmState) {
    const { cloudWatch, clock } = this.options;
    const { state: StateValue, reason: StateReason } = to;
    try {
      await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue, StateReason }));
    } catch (error) {
      // Deleted since it was listed.
      if (error instanceof ResourceNotFound) return;
      throw error;
    }
    this.states.set(alarm, StateValue);
    if (from === StateValue) return;
    this.changes.push({ alarm, from, to: StateValue, reason: StateReason, at: clock.now() });
  }

  private async deployed(): Promise<readonly MetricAlarm[]> {
    const alarms: MetricAlarm[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.options.cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm"], NextToken }),
      );
      alarms.push(...(page.MetricAlarms ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return alarms;
  }

  private async run(): Promise<void> {
    const { clock, onError } = this.options;
    const { signal } = this.stopping;
    for (;;) {
      await clock.sleep(INTERVAL, signal);
      if (signal.aborted) return;
      try {
        await this.evaluate();
      } catch (error) {
        onError(
          new Error(`The alarms were not evaluated: ${error instanceof Error ? error.message : String(error)}`, {
            cause: error,
          }),
        );
      }
    }
  }
}
