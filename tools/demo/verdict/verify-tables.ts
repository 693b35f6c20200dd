import path from "node:path";
import { type GlueClient, paginateGetTables } from "@aws-sdk/client-glue";
import type { LocalCloud } from "@event-lake/local-cloud";
import { type EventContract, loadEventContracts } from "../../../events/event-contracts";
import { CURATED_FILE_TABLE, QUARANTINE_TABLE } from "../../../lambda-src/interface";
import { LAKE_PREFIXES } from "../../../modules/lake-storage";
import { DeltaLake, type DeltaRow } from "../../delta-reader/delta-lake";
import { runCrawler } from "../../glue-runs";
import { takeReaderRoles } from "./reader-roles";
import { checkReaders, grantedTables } from "./reader-view";
import { checkSavedQueries } from "./saved-queries";
import { type Curation, type CurationReport, reportChecks } from "../curation";
import { DEMO_FOLDER } from "../demo-folder";
import type { ExpectedLake } from "../expectation/expected-lake";
import { expectTables } from "../expectation/expected-tables";
import type { VerdictCheck } from "./findings";
import { downloadPrefix } from "../reading/lake-access";
import { lakeNames } from "../../lake-names";
import { type CuratedTable, judgeQuarantineTable, judgeTables } from "./table-verdict";

/** What the curation job made of the events, and whether it is right. */
export interface Curated {
  readonly tables: readonly CuratedTable[];
  readonly reports: readonly [first: CurationReport, second: CurationReport];
  readonly example?: { readonly sql: string; readonly rows: readonly DeltaRow[] };
  readonly checks: readonly VerdictCheck[];
}

/**
 * Has the tables registered, reads them with a reader that is not Spark, and compares them with what was sent.
 *
 * @param athena whether the readers ask their saved queries, too
 * @param delivered rows that had been delivered before the first run
 */
export async function verifyTables(
  { environment, clients, extension, signal, athena }: Curation & { readonly athena: boolean },
  reports: Curated["reports"],
  expected: ExpectedLake,
  delivered: number,
  cloud: LocalCloud,
): Promise<Curated> {
  const names = lakeNames(environment);
  const contracts = loadEventContracts();
  await runCrawler(clients.glue, names.deltaCrawler, signal);
  const folder = path.join(DEMO_FOLDER, "lake");
  await downloadPrefix(clients.s3, names.lakeBucket, LAKE_PREFIXES.lake, folder);
  const lake = await DeltaLake.open(path.join(folder, LAKE_PREFIXES.lake), extension);
  try {
    const rows = expectTables(expected, contracts);
    const undecided = (key: string) => (expected.events.get(key)?.mayBeQuarantined.length ?? 0) > 0;
    const readers = await takeReaderRoles({ environment, cloud, queries: athena });
    const granted = grantedTables(environment, contracts, lake.tables);
    const tables = lake.tables.filter((table) => table !== QUARANTINE_TABLE && table !== CURATED_FILE_TABLE);
    const judged = await judgeTables(rows, lake, tables, undecided);
    // In flight, what is too large for the delivery stream is in the failures bucket only.
    const corrupted = expected.corrupted.filter(({ reason }) => reason !== "too_large");
    const quarantined = lake.tables.includes(QUARANTINE_TABLE) ? lake.rows(QUARANTINE_TABLE) : [];
    return {
      reports,
      tables: judged.tables,
      example: await exampleQuery(lake, judged.tables, contracts),
      checks: [
        ...judged.checks,
        await judgeQuarantineTable(rows, corrupted, quarantined, undecided),
        await checkRegistered(clients.glue, names.lakeDatabase, lake),
        await checkReaders({ environment, cloud, readers, granted, registered: lake.tables }),
        ...(athena ? [await checkSavedQueries({ environment, cloud, readers, granted })] : []),
        ...reportChecks(reports, judged.tables, delivered),
      ],
    };
  } finally {
    lake.close();
  }
}

/** The database that people query names every Delta table, with its columns. */
async function checkRegistered(glue: GlueClient, database: string, lake: DeltaLake): Promise<VerdictCheck> {
  const registered = new Map<string, string>();
  for await (const page of paginateGetTables({ client: glue }, { DatabaseName: database })) {
    for (const { Name: name = "", StorageDescriptor: storage } of page.TableList ?? []) {
      registered.set(name, (storage?.Columns ?? []).map((column) => column.Name).join(" "));
    }
  }
  const wrong: string[] = [];
  for (const table of lake.tables) {
    const columns = [...(await lake.columns(table)).keys()].join(" ");
    if (registered.get(table) !== columns)
      wrong.push(`${table} has ${columns}, registered: ${registered.get(table) ?? "no"}`);
  }
  const unknown = [...registered.keys()].filter((name) => !lake.tables.includes(name));
  return {
    name: "every Delta table is registered with its columns",
    passed: wrong.length + unknown.length === 0,
    detail:
      wrong.length + unknown.length === 0
        ? `${lake.tables.length} tables in ${database}.`
        : [...wrong, ...unknown.map((name) => `${name} is no Delta table`)].slice(0, 5).join("; "),
  };
}

export interface ExampleQuery {
  readonly sql: string;
  readonly rows: readonly DeltaRow[];
}

/** A query as an analyst would ask it, of the largest table: by date, with a typed column where there is a number. */
export async function exampleQuery(
  lake: Pick<DeltaLake, "query">,
  tables: readonly CuratedTable[],
  contracts: readonly EventContract[],
): Promise<ExampleQuery | undefined> {
  const [largest] = [...tables].sort((a, b) => b.rows - a.rows);
  if (largest === undefined) return undefined;
  const fields = contracts.find(({ table }) => table === largest.table)?.fields ?? [];
  const number = fields.find(({ columnType }) => columnType === "double" || columnType === "bigint")?.column;
  const average = number === undefined ? "" : `, round(avg(${number}), 2) AS average_${number}`;
  const sql = `SELECT created_date, count(*) AS events${average} FROM lake.${largest.table} GROUP BY created_date ORDER BY created_date DESC LIMIT 5`;
  return { sql, rows: await lake.query(sql) };
}
