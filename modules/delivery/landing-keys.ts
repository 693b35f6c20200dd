import { LATE_TABLE, MAX_CLOCK_SKEW_SECONDS, UNCONTRACTED_TABLE } from "../../lambda-src/interface";
import type { PartitionKeys } from "./partition-prefix";

/** Folder of events whose envelope is not right. Never a table. */
export const INVALID_FOLDER = "invalid_event";

/** What decides where an event lands. */
export interface LandingRouting {
  /** Names of the events that have a contract, and with it a folder of their own. */
  readonly contractedEvents: readonly string[];
  /** Days after its creation within which an event has the date of its creation. */
  readonly windowDays: number;
}

/**
 * jq that finds folder and date of any JSON value, whatever it holds: by the rules of the deduplicator, so that an event has
 * the same table with either processing. A name without a contract, an event that is late and one whose envelope is not right share a folder each,
 * and a date is one of the window's: the number of active partitions is bounded, whatever producers send.
 *
 * It only files. The curation job reads all of it, and decides by the event itself.
 *
 * @see https://jqlang.org/manual/v1.6/
 */
export function landingKeys({ contractedEvents, windowDays }: LandingRouting): PartitionKeys {
  const window = windowDays * 86_400;
  const names = [...contractedEvents].sort();
  const contracted =
    names.length === 0 ? "false" : `IN(.event_name;${names.map((name) => JSON.stringify(name)).join(",")})`;
  return {
    table:
      `(if type!="object" or (.event_name|type)!="string" or (.created_at|type)!="number" then "${INVALID_FOLDER}" ` +
      `elif now-.created_at>${window} then "${LATE_TABLE}" ` +
      `elif ${contracted} then (.event_name|split(":")|join("_"))+"_event" ` +
      `else "${UNCONTRACTED_TABLE}" end)`,
    created_date:
      `(now as $now|if type=="object" and (.created_at|type)=="number" and $now-.created_at<=${window} ` +
      `and .created_at-$now<=${MAX_CLOCK_SKEW_SECONDS} then .created_at else $now end|floor|strftime("%Y-%m-%d"))`,
  };
}
