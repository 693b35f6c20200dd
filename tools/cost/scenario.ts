/** How the events are processed. */
export type Mode = "in-flight" | "in-lake";

/** What is sent, and the settings of the environment that cost depends on. */
export interface Scenario {
  readonly eventsPerHour: number;
  /** Of an event as it is sent. */
  readonly eventBytes: number;
  readonly eventTypes: number;
  /** 0 to 1: part of the events that are created up to `latestDays` before they arrive. */
  readonly lateShare: number;
  readonly latestDays: number;
  /** As `environments/` has them. */
  readonly bufferSeconds: number;
  readonly bufferMebibytes: number;
  readonly curationMinutes: number;
  readonly retentionHours: number;
}
