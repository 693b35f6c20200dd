/** Whether a text is a date or time: `invalid`, `outside` of the years that readers of a lake know, or `valid`. */
export type Moment = "valid" | "invalid" | "outside";

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** The options of RFC 3339: small t and z, or a space for the T; and of ISO 8601: no seconds, offsets of +hhmm and +hh. */
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/;

const MINUTE = 60_000;
const LEAP_SECOND = 60;
const FIRST = utc(1, 1, 1, 0, 0, 0);
const END = utc(10_000, 1, 1, 0, 0, 0);

/** YYYY-MM-DD of the Gregorian calendar. */
export function readDate(text: string): Moment {
  const [, year = 0, month = 0, day = 0] = DATE.exec(text)?.map(Number) ?? [NaN, NaN];
  if (Number.isNaN(year)) return "invalid";
  if (year === 0) return "outside";
  const date = new Date(utc(year, month, day, 0, 0, 0));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? "valid" : "invalid";
}

/**
 * A moment with its offset from UTC.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function readDateTime(text: string): Moment {
  const found = DATE_TIME.exec(text);
  if (found === null) return "invalid";
  const [, date = "", hours, minutes, seconds = 0, sign, offsetHours = 0, offsetMinutes = 0] = found;
  const day = readDate(date);
  if (day !== "valid") return day;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (hour > 23 || minute > 59 || second > LEAP_SECOND) return "invalid";
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return "invalid";
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * MINUTE * (sign === "-" ? -1 : 1);
  const [year = 0, month = 0, dayOfMonth = 0] = date.split("-").map(Number);
  // A leap second is checked as the second before it, and stored as the one after it.
  const moment = utc(year, month, dayOfMonth, hour, minute, Math.min(second, 59)) - offset;
  if (moment < FIRST || moment >= END) return "outside";
  if (second < LEAP_SECOND) return "valid";
  const inUtc = new Date(moment);
  if (inUtc.getUTCHours() !== 23 || inUtc.getUTCMinutes() !== 59) return "invalid";
  return moment + 1000 >= END ? "outside" : "valid";
}

/** `Date.UTC` takes the years 0 to 99 for those of the last century. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second);
}
