import type { Goal } from "./goal";

/** What a measurement has to say. */
export interface Report {
  readonly goals: readonly Goal[];
  /** Markdown: tables, and what was measured and what was simulated. */
  readonly details: string;
  /** An SVG for the page. */
  readonly chart?: string;
}

export interface MeasureProps {
  /** Less of everything: shows that it works, and roughly what it finds. */
  readonly quick: boolean;
  readonly onProgress: (text: string) => void;
}
