import { markdownTable, number, text } from "./markdown";
import { ratioText } from "./numbers";

/** One ratio, and what it should be. */
export interface Goal {
  /** Of what, and against what. */
  readonly figure: string;
  /** At least. */
  readonly goal: number;
  readonly measured: number;
}

/** Ratios against their goals. A missed goal says so. */
export function goalsTable(goals: readonly Goal[]): string {
  return markdownTable(
    [text("Ratio"), number("Goal"), number("Measured"), text("")],
    goals.map(({ figure, goal, measured }) => [
      figure,
      `${goal}x`,
      ratioText(measured),
      measured >= goal ? "reached" : "missed",
    ]),
  );
}
