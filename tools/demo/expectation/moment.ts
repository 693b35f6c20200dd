/** RFC 3339 with its options; without seconds, and with an offset in hours or without a colon, as ISO 8601 has it. */
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d|60)(?:\.(\d+))?)?(?:[Zz]|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)$/;
const SECOND = 1_000_000n;
const MINUTE = 60n * SECOND;
const DAY = 1440n * MINUTE;
/** The first moments of the years 1 and 10000. */
const [YEAR_ONE, YEAR_TEN_THOUSAND] = [-62_135_596_800n * SECOND, 253_402_300_800n * SECOND];

/**
 * Microseconds since the Unix epoch of a text with its offset, cut off; undefined when it is none. A leap second is the
 * second after it.
 */
export function moment(text: string): bigint | undefined {
  const [, date, time, second = "00", fraction = "", sign, hours = "00", minutes = "00"] = DATE_TIME.exec(text) ?? [];
  if (date === undefined || time === undefined || !isDate(date)) return undefined;
  const offset = (BigInt(hours) * 60n + BigInt(minutes)) * MINUTE;
  const minute = BigInt(Date.parse(`${date}T${time}Z`)) * 1000n + (sign === "-" ? offset : -offset);
  const isLeap = second === "60";
  if (isLeap && (minute + MINUTE) % DAY !== 0n) return undefined;
  return minute + BigInt(second) * SECOND + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}

/** Whether the year of a moment has fewer or more than four digits, counted from 0001. */
export function outsideOfTheCalendar(microseconds: bigint): boolean {
  return microseconds < YEAR_ONE || microseconds >= YEAR_TEN_THOUSAND;
}

/** JavaScript takes the 30th of February for the 1st or 2nd of March. */
function isDate(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}
