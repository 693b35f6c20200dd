import { differenceLines } from "../comment/attribute-lines";
import { fitSections, type Section } from "../comment/fit-sections";
import { codeInHtml, codePoints, fence, plain } from "../comment/markdown-text";
import { LONGEST_COMMENT } from "../comment/write-comment";
import type { Drift } from "./drift";

export const DRIFT_MARKER = "<!-- event-lake-drift -->";

export interface DriftIssue {
  readonly title: string;
  readonly body: string;
}

/**
 * The issue that says what drifted, attribute by attribute.
 *
 * @param unknown stacks of which nothing is known, because they could not be planned
 * @param everything where all of it is when the issue is too short
 */
export function writeDriftIssue(drifts: readonly Drift[], unknown: readonly string[], everything: string): DriftIssue {
  const drifted = drifts.filter(({ resources }) => resources.length > 0);
  const head = [
    DRIFT_MARKER,
    "Somebody or something changed these resources outside of Terraform. `-` is what the last apply left, `+` is what AWS has now. The next apply takes it back, unless the code is changed to say the same.",
    ...(unknown.length === 0
      ? []
      : [`**Not known**, because they could not be planned: ${unknown.map(plain).join(", ")}.`]),
  ].join("\n\n");
  const note = `\n\n**Not all of it has room here.** Everything is in ${plain(everything)}.`;
  const { text, truncated } = fitSections(
    drifted.map(section),
    LONGEST_COMMENT - codePoints(head) - codePoints(note) - 4,
  );
  return { title: title(drifted), body: `${head}${truncated ? note : ""}\n\n${text}\n` };
}

function title(drifted: readonly Drift[]): string {
  const counts = drifted.map(({ stack, resources }) => `${stack} (${resources.length})`);
  return `Drift: resources are not as deployed in ${counts.join(", ")}`;
}

function section({ stack, resources }: Drift, index: number): Section {
  return {
    heading: `### ${plain(stack)}`,
    priority: index,
    parts: resources.map(({ address, constructPath, deleted, attributes }) => {
      const place = [address, ...(constructPath === undefined ? [] : [constructPath])].map(codeInHtml).join(" · ");
      if (deleted) return { full: `<p><b>deleted</b> ${place}</p>`, kind: "deleted" };
      return {
        full: [`<p>${place}</p>`, "", ...fence(attributes.flatMap(differenceLines), "diff")].join("\n"),
        kind: "changed",
      };
    }),
  };
}
