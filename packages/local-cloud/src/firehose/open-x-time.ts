const MICROSECONDS_PER_MILLISECOND = 1000n;
const MILLISECONDS_PER_DAY = 86_400_000;
/** Numbers from here on are milliseconds, those below seconds. */
const FIRST_MILLISECONDS = 1e12;
/** Largest offset from the epoch that a `Date` can hold, in milliseconds. */
const MAX_MILLISECONDS = 8.64e15;

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z?$/;
const SPACED = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const EPOCH = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Reads a timestamp as the OpenX SerDe does: `yyyy-MM-dd'T'HH:mm:ss[.S]'Z'`, `yyyy-[M]M-[d]d HH:mm:ss[.S]` with up to 9
 * digits of fraction, and epoch seconds or milliseconds as a number or as text. An offset such as `+00:00` is not read.
 *
 * @returns microseconds since the Unix epoch; digits beyond are cut. Undefined when the text is no timestamp.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export function timestampMicroseconds(text: string): bigint | undefined {
  const match = ISO.exec(text) ?? SPACED.exec(text);
  if (match !== null) {
    const [, year, month, day, hour, minute, second, fraction = ""] = match;
    const days = epochDays(Number(year), Number(month), Number(day));
    if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
      return undefined;
    }
    const seconds = BigInt(days) * 86_400n + BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
    return seconds * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
  }
  return EPOCH.test(text.trim()) ? epochMicroseconds(text.trim()) : undefined;
}

function epochMicroseconds(text: string): bigint | undefined {
  const epoch = Number(text);
  const milliseconds = Math.abs(epoch) < FIRST_MILLISECONDS ? epoch * 1000 : epoch;
  if (Math.abs(milliseconds) > MAX_MILLISECONDS) {
    return undefined;
  }
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * MICROSECONDS_PER_MILLISECOND + BigInt(Math.round((milliseconds - whole) * 1000));
}

/**
 * Reads a date, `yyyy-[M]M-[d]d`.
 *
 * @returns days since the Unix epoch; undefined when the text is no date.
 */
export function dateDays(text: string): number | undefined {
  const match = DATE.exec(text);
  return match === null ? undefined : epochDays(Number(match[1]), Number(match[2]), Number(match[3]));
}

function epochDays(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.getTime() / MILLISECONDS_PER_DAY
    : undefined;
}
