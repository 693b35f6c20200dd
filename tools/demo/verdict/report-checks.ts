import type { CurationReport } from "../curation";
import type { VerdictCheck } from "./findings";
import type { CuratedTable } from "./table-verdict";

/**
 * Checks what the two runs say of themselves against what was delivered and what is stored.
 *
 * @param delivered rows that had been delivered before the first run
 */
export function reportChecks(
  [first, second]: readonly [CurationReport, CurationReport],
  tables: readonly CuratedTable[],
  delivered: number,
): VerdictCheck[] {
  const stored = tables.reduce((sum, { rows }) => sum + rows, 0);
  const added = second.rows_stored + second.new_in_quarantine;
  return [
    {
      name: "the job read everything that was delivered, and stored what its report says",
      passed: first.rows_read === delivered && first.rows_stored === stored && first.unreadable_files.length === 0,
      detail: `${delivered} delivered, ${first.rows_read} read; ${first.rows_stored} reported, ${stored} stored.`,
    },
    {
      name: "a second run adds nothing, whatever Firehose delivered twice",
      passed: added === 0 && (delivered === 0 || second.rows_read > 0),
      detail: `${second.rows_read} rows were delivered again, ${added} were added.`,
    },
  ];
}
