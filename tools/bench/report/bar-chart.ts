export interface Bar {
  readonly label: string;
  /** Greater than 0. */
  readonly value: number;
  /** Any CSS colour that shows on white and on black. */
  readonly colour: string;
}

export interface BarGroup {
  readonly title: string;
  readonly bars: readonly Bar[];
}

export interface BarChart {
  readonly title: string;
  /** What an axis label and a bar's value look like. */
  readonly format: (value: number) => string;
  readonly groups: readonly BarGroup[];
}

const WIDTH = 760;
const MARGIN = 12;
const LABELS = 210;
const VALUES = 80;
const BAR = 18;
const STEP = 24;
const TITLE = 40;
const GROUP_GAP = 20;
const AXIS = 30;
/** From the middle of a line of text to its baseline. */
const BASELINE = 4.5;

/**
 * Horizontal bars on a logarithmic scale, in groups, as an SVG. It has no background, and its text is of a grey that can
 * be read on white and on black.
 */
export function barChart({ title, format, groups }: BarChart): string {
  const values = groups.flatMap(({ bars }) => bars.map(({ value }) => value));
  const scale = logScale(values, LABELS, WIDTH - VALUES);
  const marks: string[] = [];
  let y = TITLE - GROUP_GAP / 2;
  for (const group of groups) {
    y += GROUP_GAP;
    marks.push(label(MARGIN, y, group.title, 'font-weight="600"'));
    y += GROUP_GAP;
    for (const bar of group.bars) {
      const middle = y + BAR / 2;
      const end = scale.place(bar.value);
      marks.push(label(LABELS - 10, middle, bar.label, 'text-anchor="end"'));
      marks.push(
        `<rect x="${LABELS}" y="${y}" width="${round(end - LABELS)}" height="${BAR}" rx="2" fill="${bar.colour}"/>`,
      );
      marks.push(label(round(end) + 6, middle, format(bar.value), 'font-weight="600"'));
      y += STEP;
    }
  }
  const bottom = y + 2;
  const grid = scale.powers.flatMap((power) => {
    const x = round(scale.place(power));
    return [
      `<line x1="${x}" y1="${TITLE}" x2="${x}" y2="${bottom}" stroke="#808080" stroke-opacity="0.35"/>`,
      label(x, bottom + 14, format(power), 'text-anchor="middle" font-size="12"'),
    ];
  });
  const height = bottom + AXIS;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" ` +
      'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="13" fill="#808080">',
    `<title>${escape(title)}</title>`,
    label(MARGIN, 20, title, 'font-size="15" font-weight="600"'),
    ...grid,
    ...marks,
    "</svg>",
    "",
  ].join("\n");
}

function label(x: number, middle: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${round(middle + BASELINE)}" ${attributes}>${escape(content)}</text>`;
}

function round(place: number): number {
  return Math.round(place * 10) / 10;
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Maps positive values to places, each power of ten at the same distance. */
export interface LogScale {
  readonly place: (value: number) => number;
  /** The powers of ten on the scale. */
  readonly powers: readonly number[];
}

/**
 * A scale that begins at the power of ten below the least value, so that no bar has the length 0, and ends at the largest.
 *
 * @param values one or more, all greater than 0
 * @param from place of the first power
 * @param to place of the largest value
 * @throws Error when there is no value, or one that has no logarithm
 */
export function logScale(values: readonly number[], from: number, to: number): LogScale {
  const wrong = values.find((value) => !(value > 0 && Number.isFinite(value)));
  if (values.length === 0 || wrong !== undefined) {
    throw new Error(`A logarithmic scale needs values greater than 0; got ${wrong ?? "none"}.`);
  }
  const first = Math.ceil(Math.log10(Math.min(...values)) - TOLERANCE) - 1;
  const last = Math.log10(Math.max(...values));
  return {
    place: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from),
    powers: Array.from({ length: Math.floor(last - first + TOLERANCE) + 1 }, (_, index) => 10 ** (first + index)),
  };
}

/** The logarithm of 0.001 is -2.9999999999999996. */
const TOLERANCE = 1e-9;
