import { createHash } from "node:crypto";
import type { DeltaRow } from "../../delta-reader/delta-lake";
import type { ExpectedQuarantine } from "../expectation/expected-lake";
import type { ExpectedRow } from "../expectation/expected-tables";
import { Findings, shown, type VerdictCheck } from "./findings";

/**
 * Judges the Delta table `quarantine`: what breaks its contract is there, and in the in-lake mode what has no right
 * envelope, each with its reason, and nothing else.
 *
 * @param corrupted records that this table must hold: by text, since a row of it is the text of a line
 * @param allowed ids that may be there as well
 */
export async function judgeQuarantineTable(
  expected: ReadonlyMap<string, ExpectedRow>,
  corrupted: readonly ExpectedQuarantine[],
  rows: AsyncIterable<DeltaRow> | Iterable<DeltaRow>,
  allowed: (uuid: string) => boolean,
): Promise<VerdictCheck> {
  const findings = new Findings("the Delta table quarantine holds what it must, with its reason, and nothing else");
  const byText = new Map(corrupted.map(({ sha256, ...record }) => [sha256, record]));
  const misfits = new Map([...expected].filter(([, { fitness }]) => !["fits", "undecided"].includes(fitness)));
  const found = new Set<string>();
  let count = 0;
  for await (const row of rows) {
    count += 1;
    const uuid = row["event_uuid"];
    const payload = row["payload"];
    const key =
      typeof uuid === "string"
        ? uuid
        : createHash("sha256")
            .update(typeof payload === "string" ? payload : "")
            .digest("hex");
    const reason = typeof uuid === "string" ? misfits.get(key)?.fitness : byText.get(key)?.reason;
    found.add(key);
    const isAllowed = typeof uuid === "string" && (expected.get(uuid)?.fitness === "undecided" || allowed(uuid));
    if (reason !== row["reason"] && !isAllowed) {
      findings.add(
        `${shown(uuid ?? payload)} is there as ${shown(row["reason"])} instead of ${reason ?? "not at all"}`,
      );
    }
  }
  for (const [uuid, { fitness }] of misfits) if (!found.has(uuid)) findings.add(`${uuid} (${fitness}) is missing`);
  for (const [text, { reason, preview }] of byText) {
    if (!found.has(text)) findings.add(`${reason} is missing for ${shown(preview)}`);
  }
  return findings.check(`${count} rows.`);
}
