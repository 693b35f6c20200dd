/** What was looked at before a deployment. */
export interface PreflightLine {
  readonly what: string;
  readonly found: string;
  /** "check": nobody but a person can tell. "stop": the deployment would fail, or take something away. */
  readonly verdict: "ok" | "check" | "stop";
  readonly needed?: string;
  /** What to do, where it is not ok. */
  readonly todo?: string;
}

/** A look that could not be taken is a line, too: the others are taken all the same. */
export async function lineOf(what: string, right: string, look: () => Promise<PreflightLine>): Promise<PreflightLine> {
  try {
    return await look();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return {
      what,
      found: `cannot be read: ${name}: ${message}`,
      verdict: "stop",
      needed: `the right ${right}`,
      todo: "Take credentials of the environment's account that have it, and run again.",
    };
  }
}

const MARK = { ok: "ok   ", check: "check", stop: "stop " } as const;

/** A line each, with what is needed and what to do below it where it is not ok. */
export function formatted(lines: readonly PreflightLine[]): string {
  const width = Math.max(...lines.map(({ what }) => what.length));
  return lines
    .map(({ what, found, verdict, needed, todo }) =>
      [
        `${MARK[verdict]}  ${what.padEnd(width)}  ${found}`,
        ...(verdict !== "ok" && needed !== undefined ? [`         needed: ${needed}`] : []),
        ...(todo === undefined ? [] : [`         to do:  ${todo}`]),
      ]
        .map((text) => `${text}\n`)
        .join(""),
    )
    .join("");
}
