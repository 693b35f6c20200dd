import type { Severity } from "../finding";
import type { ReviewedFinding } from "../review";
import { attributeItem } from "./attribute-lines";
import type { Part } from "./fit-sections";
import { code, plain, prose, shorten } from "./markdown-text";
import { placeText } from "./place";

const LONGEST_SHORT_TEXT = 160;
const MARKS: Readonly<Record<Severity, string>> = { block: "⛔", warn: "⚠️", inform: "ℹ️" };

/** A finding: what happens, what is lost, why it is thought so, what to do instead. */
export function findingPart(stack: string, finding: ReviewedFinding): Part {
  const { check, severity, summary, evidence, data, remedy, acknowledgement } = finding;
  const lines = [
    `${acknowledgement === undefined ? MARKS[severity] : "☑️"} **${prose(summary)}**\\`,
    placeText({ stack, ...finding }),
    "",
    ...(data === undefined
      ? []
      : [
          `- **Holds:** ${prose(data.holds)}`,
          `- **Lost:** ${prose(data.lost)}`,
          `- **Recovery:** ${prose(data.recovery)}`,
        ]),
    ...evidence.flatMap(attributeItem),
    `- **Instead:** ${prose(remedy)}`,
    ...(acknowledgement === undefined
      ? []
      : [
          `- **Accepted** by ${plain(acknowledgement.by)} until ${plain(acknowledgement.expires)}: ${prose(acknowledgement.reason)}`,
        ]),
  ];
  return { full: lines.join("\n"), short: shortLine(stack, finding), kind: check };
}

function shortLine(stack: string, { severity, address, summary, data, acknowledgement }: ReviewedFinding): string {
  const accepted = acknowledgement === undefined ? "" : ` (accepted by ${plain(shorten(acknowledgement.by, 40))})`;
  const what = shorten(data === undefined ? summary : data.lost, LONGEST_SHORT_TEXT);
  return `- ${MARKS[severity]} ${code(shorten(address, LONGEST_SHORT_TEXT))} in ${plain(shorten(stack, 80))}: ${prose(what)}${accepted}`;
}
