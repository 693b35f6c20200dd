import { RIGHT, type Rule, valueText, wrong } from "./rule";

const NUMBERS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 20 });

/**
 * A whole number within limits, both included.
 *
 * @param what the number counts, for the message: "hours for which Kinesis keeps a record"
 */
export function wholeNumber(least: number, most: number, what: string): Rule {
  return (value) => {
    if (isInRange(value, least, most) && Number.isInteger(value)) return RIGHT;
    const range = `must be a whole number from ${NUMBERS.format(least)} to ${NUMBERS.format(most)}: ${what}`;
    return wrong(value, range, fix(value, least, most, "a whole number"));
  };
}

/** A number within limits, both included. It may have a fraction. */
export function number(least: number, most: number, what: string): Rule {
  return (value) => {
    if (isInRange(value, least, most)) return RIGHT;
    const range = `must be a number from ${NUMBERS.format(least)} to ${NUMBERS.format(most)}: ${what}`;
    return wrong(value, range, fix(value, least, most, "a number"));
  };
}

/** Any number that Terraform can write down. */
export const finiteNumber: Rule = (value) =>
  typeof value === "number" && Number.isFinite(value) && !Object.is(value, -0)
    ? RIGHT
    : wrong(value, "must be a number", "Write a number, without quotes");

/** Negative zero is no zero that anybody meant: it is what a division of too much gives. */
function isInRange(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && !Object.is(value, -0) && value >= least && value <= most;
}

function fix(value: unknown, least: number, most: number, kind: string): string {
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
    return `Write ${kind}, without quotes`;
  }
  if (typeof value !== "number" || Number.isNaN(value)) return `Write ${kind}`;
  if (value < least) return `Write ${NUMBERS.format(least)} or more`;
  if (value > most) return `Write ${NUMBERS.format(most)} or less`;
  return Object.is(value, -0) ? "Write 0" : `Round ${valueText(value)}`;
}
