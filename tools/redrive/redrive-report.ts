import { type Redriven, total } from "./redriven";

/** What waits, by why: the most first. */
export function waitingLines(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].sort(([, left], [, right]) => right - left).map(([reason, count]) => `  ${count}  ${reason}`);
}

/** The end of a redrive, for a person. */
export function redrivenText({ found, done, left, note }: Redriven, counted: string): string {
  const lines = [
    `in    ${found} ${counted}`,
    `done  ${done}`,
    `left  ${total(left)}`,
    ...waitingLines(left),
    ...(note === undefined ? [] : [note]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
