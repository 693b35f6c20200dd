/** A table that a user may read. */
export interface ReadableTable {
  readonly database: string;
  readonly table: string;
  /** Names of the columns that the user does not see. */
  readonly hiddenColumns: readonly string[];
}

const READ_ONLY = { catalogs: [{ allow: "read-only" }], schemas: [{ owner: false }] };

/**
 * Trino's access rules: who may read which tables and columns. What no rule names is refused, and a hidden column is not
 * in `SELECT *`.
 *
 * @see https://trino.io/docs/476/security/file-system-access-control.html
 */
export const ACCESS_RULES = {
  /** Of a server that nobody has asked yet. */
  nobody: JSON.stringify({ ...READ_ONLY, tables: [] }),

  /** @param readable by user; undefined for who reads everything */
  of: (readable: ReadonlyMap<string, readonly ReadableTable[] | undefined>): string =>
    JSON.stringify({
      ...READ_ONLY,
      tables: [...readable].flatMap(([user, tables]) => {
        if (tables === undefined) return [{ user: literally(user), privileges: ["SELECT"] }];
        return tables.map(({ database, table, hiddenColumns }) => ({
          user: literally(user),
          schema: literally(database),
          table: literally(table),
          privileges: ["SELECT"],
          columns: hiddenColumns.map((name) => ({ name, allow: false })),
        }));
      }),
    }),
};

/** The rules are regular expressions. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
