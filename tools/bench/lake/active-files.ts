import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

interface Action {
  readonly add?: { readonly path: string };
  readonly remove?: { readonly path: string };
}

const COMMIT = /^\d{20}\.json$/;

/**
 * Files that a partition of the newest version of a Delta table consists of, by the table's log, as absolute paths.
 *
 * @param partition as it stands in the paths: `created_date=2026-03-14`
 * @throws Error when the log has lost its first commits: a checkpoint would be needed, which this does not read
 */
export function activeFiles(table: string, partition: string): readonly string[] {
  const log = path.join(table, "_delta_log");
  const commits = readdirSync(log)
    .filter((name) => COMMIT.test(name))
    .sort();
  if (Number.parseInt(commits[0] ?? "1") !== 0) {
    throw new Error(`${log} begins with ${commits[0] ?? "no commit"}; it must hold every commit from version 0 on.`);
  }
  const active = new Set<string>();
  for (const commit of commits) {
    for (const line of readFileSync(path.join(log, commit), "utf8").trimEnd().split("\n")) {
      const { add, remove } = JSON.parse(line) as Action;
      if (remove) active.delete(remove.path);
      if (add) active.add(add.path);
    }
  }
  return [...active]
    .map((file) => decodeURIComponent(file))
    .filter((file) => file.startsWith(`${partition}/`))
    .map((file) => path.join(table, file));
}
