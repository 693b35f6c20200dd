import { RIGHT, type Rule, wrong } from "./rule";

/** One field of a cron expression. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of values, the first for the least. */
  readonly names?: readonly string[];
  /** Days may be left open: the other field of days says which. */
  readonly open?: boolean;
  /** What else one value may be: L, 3W, 6#3. */
  readonly special?: RegExp;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: readonly Field[] = [
  { name: "minutes", least: 0, most: 59 },
  { name: "hours", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31, open: true, special: /^(L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of the week", least: 1, most: 7, names: DAYS, open: true, special: /^(L|[1-7]L|[1-7]#[1-5])$/ },
  { name: "year", least: 1970, most: 2199 },
];

const SHORTEST_MINUTES = 5;
const RULE = "must be a cron expression of Glue: cron(<minutes> <hours> <day of month> <month> <day of week> <year>)";

/**
 * When something of Glue runs.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
 */
export const glueSchedule: Rule = (value) => {
  if (typeof value !== "string") return wrong(value, RULE, "Write it like cron(15 1 * * ? *)");
  const inner = /^cron\((.*)\)$/.exec(value)?.[1];
  if (inner === undefined) return wrong(value, RULE, "Write it like cron(15 1 * * ? *)");
  const parts = inner.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return wrong(value, `${RULE}; it has ${parts.length} fields`, "Write six");
  for (const [index, field] of FIELDS.entries()) {
    if (!isField(parts[index] ?? "", field)) {
      return wrong(
        value,
        `${RULE}; ${field.name} cannot be ${parts[index] ?? ""}`,
        `Write ${field.least} to ${field.most}`,
      );
    }
  }
  const [minutes = "", hours = "", dayOfMonth = "", , dayOfWeek = ""] = parts;
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    return wrong(value, "one of day of the month and day of the week must be ?, and only one", "Write ? for the other");
  }
  const gap = shortestGap(numbers(minutes, 0, 59), numbers(hours, 0, 23));
  if (gap >= SHORTEST_MINUTES) return RIGHT;
  return wrong(
    value,
    `Glue starts nothing more often than every ${SHORTEST_MINUTES} minutes, and this is every ${gap}`,
    "Write fewer minutes",
  );
};

function isField(text: string, field: Field): boolean {
  if (text === "?") return field.open === true;
  return text.split(",").every((part) => {
    if (field.special?.test(part)) return true;
    const match = /^([^/-]+)(?:-([^/-]+))?(?:\/(\d+))?$/.exec(part);
    const [, from = "", to, step] = match ?? [];
    if (step !== undefined && (Number(step) < 1 || Number(step) > field.most)) return false;
    if (from === "*") return to === undefined;
    const first = fieldNumber(from, field);
    const last = to === undefined ? first : fieldNumber(to, field);
    return first !== undefined && last !== undefined && (first <= last || field.names !== undefined);
  });
}

function fieldNumber(text: string, { names = [], least, most }: Field): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const number = named >= 0 ? named + least : /^\d{1,4}$/.test(text) ? Number(text) : undefined;
  return number !== undefined && number >= least && number <= most ? number : undefined;
}

/** The values that a field of numbers stands for. */
function numbers(text: string, least: number, most: number): readonly number[] {
  const values = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  return values.filter((value) =>
    text.split(",").some((part) => {
      const [range = "", step] = part.split("/");
      const [from = "", to] = range.split("-");
      const first = from === "*" ? least : Number(from);
      const last = to !== undefined ? Number(to) : from === "*" || step !== undefined ? most : first;
      return value >= first && value <= last && (value - first) % Number(step ?? 1) === 0;
    }),
  );
}

/** Minutes between two runs of a day, and over midnight. */
function shortestGap(minutes: readonly number[], hours: readonly number[]): number {
  const runs = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  const day = 24 * 60;
  return Math.min(...runs.map((run, index) => (runs[index + 1] ?? (runs[0] ?? 0) + day) - run));
}
