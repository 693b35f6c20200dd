import { HOURS_A_MONTH } from "./prices";

/** What an environment file declares; a plan says nothing of it. */
export interface DeclaredTraffic {
  readonly eventsPerHour: number;
  readonly averageEventBytes: number;
}

const KIBIBYTE = 1024;
const GIBIBYTE = 1024 ** 3;

export function eventsAMonth({ eventsPerHour }: DeclaredTraffic): number {
  return eventsPerHour * HOURS_A_MONTH;
}

/** @param wholeKibibytes every event counts as a multiple of so many. @default - as long as it is */
export function gigabytesAMonth(traffic: DeclaredTraffic, wholeKibibytes?: number): number {
  const { averageEventBytes: bytes } = traffic;
  const unit = (wholeKibibytes ?? 0) * KIBIBYTE;
  return (eventsAMonth(traffic) * (unit === 0 ? bytes : Math.ceil(bytes / unit) * unit)) / GIBIBYTE;
}
