import type { RightInUse } from "@event-lake/local-cloud";
import type { NeededOnAws } from "./needed-on-aws";

/** One right of one role, and what fails without it. */
export interface ProvedRight {
  readonly role: string;
  readonly statement: string;
  readonly action: string;
  /** The call that the demo would have been refused, or why AWS needs it; undefined when nothing needs it. */
  readonly withoutIt?: string;
}

/** The rights of runs in several modes, each once: one that any run needed is needed. */
export function proveRights(
  runs: ReadonlyMap<string, readonly RightInUse[]>,
  neededOnAws: readonly NeededOnAws[],
): readonly ProvedRight[] {
  const proved = new Map<string, ProvedRight>();
  for (const [mode, rights] of runs) {
    for (const { role, statement, action, neededBy } of rights) {
      const key = JSON.stringify([role, statement, action]);
      const refused = neededBy && `demo, ${mode}: ${neededBy.action} on ${neededBy.resource} is refused`;
      proved.set(key, { role, statement, action, withoutIt: proved.get(key)?.withoutIt ?? refused });
    }
  }
  return [...proved.values()].map((right) => ({
    ...right,
    withoutIt: right.withoutIt ?? reasonOf(right, neededOnAws),
  }));
}

/** The table as Markdown: role, statement, action, what fails without it. */
export function rightTable(rights: readonly ProvedRight[]): string {
  const rows = rights.map(({ role, statement, action, withoutIt = "NOTHING: take it away" }) => [
    role,
    /"([^"]+)"$/.exec(statement)?.[1] ?? statement.replace(/^.*, /, ""),
    action,
    withoutIt,
  ]);
  return [["Role", "Statement", "Action", "Without it"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}

function reasonOf({ role, action }: ProvedRight, neededOnAws: readonly NeededOnAws[]): string | undefined {
  const found = neededOnAws.find((needed) => role.endsWith(`-${needed.role}`) && needed.actions.includes(action));
  return found && `not asked for here: ${found.why} (${found.see})`;
}
