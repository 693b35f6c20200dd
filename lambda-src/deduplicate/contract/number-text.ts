/** A number as it is written: `digits`, without zeros around them, times ten to the `power`. No digits are 0. */
export interface WrittenNumber {
  readonly sign: string;
  readonly digits: string;
  readonly power: number;
}

const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** The number that a text is, exactly and in time that grows with its length; undefined when it is not one of JSON. */
export function readNumber(text: string): WrittenNumber | undefined {
  const found = NUMBER.exec(text);
  if (found === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = found;
  const written = whole + fraction;
  let start = 0;
  while (written[start] === "0") start += 1;
  if (start === written.length) return { sign: "", digits: "", power: 0 };
  let end = written.length;
  while (written[end - 1] === "0") end -= 1;
  return { sign, digits: written.slice(start, end), power: Number(exponent) + whole.length - end };
}

/** Whether a column of that many digits, `scale` of them behind the point, holds the number without rounding it. */
export function fitsDecimal({ digits, power }: WrittenNumber, precision: number, scale: number): boolean {
  return digits === "" || (power >= -scale && digits.length + power <= precision - scale);
}

/** The integer that a number is; undefined for one with a fraction. Its size must be known to be small. */
export function integerOf({ sign, digits, power }: WrittenNumber): bigint | undefined {
  if (digits === "") return 0n;
  return power < 0 ? undefined : BigInt(`${sign}${digits}`) * 10n ** BigInt(power);
}
