/** The fields of one instant in one time zone. */
interface ZonedFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const MILLISECONDS_PER_DAY = 86_400_000;

type Field = (instant: ZonedFields, width: number) => string;

const padded = (value: number, width: number) => String(value).padStart(width, "0");
const year: Field = ({ year }, width) => (width === 2 ? padded(year % 100, 2) : padded(year, width));
const name =
  (unit: "month" | "weekday"): Field =>
  ({ year, month, day }, width) => {
    const names = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", [unit]: "long" });
    return names.format(Date.UTC(year, month - 1, day)).slice(0, width <= 3 ? 3 : undefined);
  };
const monthName = name("month");
const month: Field = (instant, width) => (width < 3 ? padded(instant.month, width) : monthName(instant, width));

const FIELDS: Readonly<Record<string, Field>> = {
  y: year,
  u: year,
  M: month,
  L: month,
  d: ({ day }, width) => padded(day, width),
  D: ({ year, month, day }, width) =>
    padded((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 0)) / MILLISECONDS_PER_DAY, width),
  E: name("weekday"),
  a: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  H: ({ hour }, width) => padded(hour, width),
  k: ({ hour }, width) => padded(hour === 0 ? 24 : hour, width),
  K: ({ hour }, width) => padded(hour % 12, width),
  h: ({ hour }, width) => padded(hour % 12 === 0 ? 12 : hour % 12, width),
  m: ({ minute }, width) => padded(minute, width),
  s: ({ second }, width) => padded(second, width),
  S: ({ millisecond }, width) => padded(millisecond, 3).padEnd(9, "0").slice(0, width),
};

/** One piece of a pattern: a field of the instant with its number of letters, or text. */
type Piece = { readonly literal: string } | { readonly field: Field; readonly width: number };

const PIECE = /'((?:[^']|'')*)'|([A-Za-z])\2*|([[\]{}#'])|[^A-Za-z'[\]{}#]+/gy;

/** A Java `DateTimeFormatter` pattern that was parsed once and can format many instants. */
export interface JavaDateFormat {
  /**
   * @param instant milliseconds since the Unix epoch.
   * @param timeZone IANA name, for example `UTC` or `Asia/Tokyo`.
   */
  format(instant: number, timeZone: string): string;
}

/**
 * Parses a Java `DateTimeFormatter` pattern as a prefix uses it: the letters y u M L d D E a H k K h m s S, text in
 * single quotes, and every character that is no letter. Text that is not in quotes is evaluated.
 *
 * @throws Error on a letter that is not one of these (`Y`, the week-based year, is the usual mistake), on a reserved
 * character and on a quote that is not closed.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function parseJavaDateFormat(pattern: string): JavaDateFormat {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of pattern.matchAll(PIECE)) {
    const [matched, quoted, letter, reserved] = match;
    end = match.index + matched.length;
    if (quoted !== undefined) {
      pieces.push({ literal: quoted === "" ? "'" : quoted.replaceAll("''", "'") });
    } else if (letter !== undefined) {
      pieces.push({ field: fieldOf(letter, pattern), width: matched.length });
    } else if (reserved !== undefined) {
      throw new Error(
        reserved === "'"
          ? `timestamp pattern "${pattern}": a single quote is not closed. Close it.`
          : `timestamp pattern "${pattern}": "${reserved}" is reserved in a Java DateTimeFormatter pattern. Put it in single quotes.`,
      );
    } else {
      pieces.push({ literal: matched });
    }
  }
  if (pattern === "" || end !== pattern.length) {
    throw new Error(`timestamp pattern "${pattern}": no Java DateTimeFormatter pattern. Write one such as yyyy/MM/dd.`);
  }
  return {
    format: (instant, timeZone) => {
      const fields = zonedFields(instant, timeZone);
      return pieces.map((piece) => ("literal" in piece ? piece.literal : piece.field(fields, piece.width))).join("");
    },
  };
}

function fieldOf(letter: string, pattern: string): Field {
  const field = FIELDS[letter];
  if (field === undefined) {
    const hint = letter === "Y" ? "Y is the week-based year; write y for the year" : "Put text in single quotes";
    throw new Error(
      `timestamp pattern "${pattern}": the letter "${letter}" is not one of ${Object.keys(FIELDS).join(" ")}. ${hint}.`,
    );
  }
  return field;
}

const calendars = new Map<string, Intl.DateTimeFormat>();

function zonedFields(instant: number, timeZone: string): ZonedFields {
  let calendar = calendars.get(timeZone);
  if (calendar === undefined) {
    calendar = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    calendars.set(timeZone, calendar);
  }
  const parts = new Map(calendar.formatToParts(instant).map(({ type, value }) => [type, Number(value)] as const));
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: read("year"),
    month: read("month"),
    day: read("day"),
    hour: read("hour"),
    minute: read("minute"),
    second: read("second"),
    millisecond: new Date(instant).getUTCMilliseconds(),
  };
}
