import { type GlueClient, paginateGetDatabases, paginateGetTables, type Table } from "@aws-sdk/client-glue";
import { closestName } from "../closest-name";

/** So many names are listed when none is near. */
const LISTED = 20;

const MISSING_TABLE = /TABLE_NOT_FOUND: .*Table '(?:[^'.]+\.)?([^'.]+)\.([^'.]+)' does not exist/s;
const MISSING_COLUMN = /COLUMN_NOT_FOUND: .*Column '(?:[^'.]+\.)*([^'.]+)' cannot be resolved/s;
const MISSING_DATABASE = /SCHEMA_NOT_FOUND: .*Schema '([^']+)' does not exist/s;

/**
 * What was probably meant, where Athena does not find a name: out of what the asking one may see, and no more.
 *
 * @param glue with the rights of the one who asked
 * @param refusal Athena's words
 * @returns a sentence, or undefined where there is nothing to say
 */
export async function suggestionFor(
  glue: GlueClient,
  refusal: string,
  { sql, database }: { readonly sql: string; readonly database: string },
): Promise<string | undefined> {
  const [, inDatabase = "", table] = MISSING_TABLE.exec(refusal) ?? [];
  if (table !== undefined) {
    const tables = await tablesOf(glue, inDatabase);
    return sentence(table, "table", tables.map(nameOf), `of ${inDatabase}`);
  }
  const [, column] = MISSING_COLUMN.exec(refusal) ?? [];
  if (column !== undefined) {
    const read = (await tablesOf(glue, database)).filter((candidate) => mentions(sql, nameOf(candidate)));
    return sentence(column, "column", read.flatMap(columnsOf), `of ${read.map(nameOf).join(", ")}`);
  }
  const [, schema] = MISSING_DATABASE.exec(refusal) ?? [];
  if (schema === undefined) return undefined;
  const databases: string[] = [];
  for await (const { DatabaseList = [] } of paginateGetDatabases({ client: glue }, {})) {
    databases.push(...DatabaseList.map(nameOf));
  }
  return sentence(schema, "database", databases, "of this account");
}

async function tablesOf(glue: GlueClient, database: string): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for await (const { TableList = [] } of paginateGetTables({ client: glue }, { DatabaseName: database })) {
    tables.push(...TableList);
  }
  return tables;
}

function sentence(written: string, kind: string, names: readonly string[], where: string): string {
  const meant = closestName(written, names);
  if (meant !== undefined) return `Did you mean ${meant}?`;
  if (names.length === 0) return `There is no ${kind} ${where} that you may see.`;
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return `You may see the ${kind}s ${where}: ${[...names].sort().slice(0, LISTED).join(", ")}${more}.`;
}

function nameOf({ Name = "" }: { readonly Name?: string }): string {
  return Name;
}

function columnsOf({ StorageDescriptor, PartitionKeys = [] }: Table): readonly string[] {
  return [...(StorageDescriptor?.Columns ?? []), ...PartitionKeys].map(nameOf);
}

function mentions(sql: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`, "i").test(sql);
}
