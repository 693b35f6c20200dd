import { createHash } from "node:crypto";
import type { Review, ReviewedFinding, Severity } from "../review";

/** @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json */
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  block: "error",
  warn: "warning",
  inform: "note",
};

/**
 * The findings as a SARIF 2.1.0 log, for code scanning.
 *
 * @param stackFile path of the synthesised stack, relative to the repository, `/` between folders
 */
export function writeSarif(review: Review, stackFile = `cdktf.out/stacks/${review.stack}/cdk.tf.json`): string {
  const ids = [...new Set(review.findings.map(({ check }) => check))].sort();
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "event-lake-plan-review", rules: ids.map((id) => ({ id })) } },
        automationDetails: { id: `plan-review/${review.stack}/` },
        columnKind: "unicodeCodePoints",
        results: review.findings.map((finding) => result(finding, ids.indexOf(finding.check), stackFile)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function result(finding: ReviewedFinding, ruleIndex: number, stackFile: string) {
  const { check, severity, address, constructPath, summary, data, remedy, acknowledgement } = finding;
  const sentences = [
    summary,
    ...(data === undefined ? [] : [`Lost: ${data.lost}.`, `Recovery: ${data.recovery}.`]),
    `Instead: ${remedy}`,
  ];
  return {
    ruleId: check,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${address}: ${sentences.join(" ")}` },
    locations: [
      {
        // A synthesised file has no lines that a person wrote: the first stands for the whole of it.
        physicalLocation: { artifactLocation: { uri: encodeURI(stackFile) }, region: { startLine: 1 } },
        logicalLocations: [
          { fullyQualifiedName: address, kind: "resource" },
          ...(constructPath === undefined ? [] : [{ fullyQualifiedName: constructPath, kind: "construct" }]),
        ],
      },
    ],
    // Line and text may change from plan to plan; check and address say that it is the same finding.
    partialFingerprints: { "checkAndAddress/v1": createHash("sha256").update(`${check}\n${address}`).digest("hex") },
    ...(acknowledgement === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `${acknowledgement.reason} (${acknowledgement.by}, until ${acknowledgement.expires})`,
            },
          ],
        }),
  };
}
