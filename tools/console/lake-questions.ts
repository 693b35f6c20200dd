import { loadEventContracts } from "../../events/event-contracts";
import type { Environment } from "../../environments/schema";
import { CURATED_FILE_TABLE, QUARANTINE_TABLE, UNCONTRACTED_TABLE } from "../../lambda-src/interface";
import { lakeNames } from "../lake-names";
import type { OperatorClients } from "../operator-clients";
import { queryAthena } from "../query/athena-query";

/** A table of an answer. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | undefined)[])[];
}

/** Days that are looked at: each is a partition, and a query is paid by what it reads. */
const DAYS = 8;
const EXAMPLES = 50;
const SAMPLE_ROWS = 10;
const LONGEST_UUID = 256;

/** Partition and moment of the tables that are not of events. */
const NEWEST_BY: Readonly<Record<string, readonly [date: string, moment: string]>> = {
  [QUARANTINE_TABLE]: ["arrived_date", "arrived_datetime"],
  [CURATED_FILE_TABLE]: ["curated_date", "curated_at"],
};

/** Events in quarantine by reason and table, with an example of each, the most first. */
export function quarantineSql(): string {
  return (
    `SELECT reason, event_name, count(*) AS events, max(arrived_datetime) AS latest, arbitrary(detail) AS example ` +
    `FROM ${QUARANTINE_TABLE} WHERE arrived_date >= current_date - INTERVAL '${DAYS}' DAY ` +
    `GROUP BY reason, event_name ORDER BY events DESC LIMIT ${EXAMPLES}`
  );
}

/**
 * Where an event is.
 *
 * @param tables that may hold it, apart from quarantine
 */
export function eventSql(uuid: string, tables: readonly string[]): string {
  const id = `'${uuid.replaceAll("'", "''")}'`;
  const columns = "event_name, created_at, arrived_datetime";
  const stored = tables.map(
    (table) =>
      `SELECT 'stored in ${table}' AS became, ${columns}, '' AS detail FROM ${table} ` +
      `WHERE event_uuid = ${id} AND created_date >= current_date - INTERVAL '${DAYS}' DAY`,
  );
  const rejected =
    `SELECT 'rejected: ' || reason AS became, ${columns}, detail FROM ${QUARANTINE_TABLE} ` +
    `WHERE (event_uuid = ${id} OR strpos(payload, ${id}) > 0) AND arrived_date >= current_date - INTERVAL '${DAYS}' DAY`;
  return [...stored, rejected].join(" UNION ALL ");
}

/** The newest rows of a table. */
export function sampleSql(table: string): string {
  const [date, moment] = NEWEST_BY[table] ?? ["created_date", "created_at"];
  return `SELECT * FROM ${table} WHERE ${date} >= current_date - INTERVAL '${DAYS}' DAY ORDER BY ${moment} DESC LIMIT ${SAMPLE_ROWS}`;
}

/** The questions that the page asks the lake, with the rights of who runs the console. */
export class LakeQuestions {
  private readonly tables: readonly string[];

  constructor(
    private readonly environment: Environment,
    private readonly clients: Pick<OperatorClients, "athena">,
  ) {
    this.tables = [...loadEventContracts().map(({ table }) => table), UNCONTRACTED_TABLE];
  }

  quarantine(): Promise<Answer> {
    return this.ask(quarantineSql());
  }

  /** @throws Error when there is no id, or none that an event may have */
  event(uuid: string): Promise<Answer> {
    if (uuid === "" || uuid.length > LONGEST_UUID) {
      throw new Error(`event_uuid has 1 to ${LONGEST_UUID} characters. Copy it from the event.`);
    }
    return this.ask(eventSql(uuid, this.tables));
  }

  /** @throws Error when the lake has no such table */
  rows(table: string): Promise<Answer> {
    if (![...this.tables, ...Object.keys(NEWEST_BY)].includes(table)) {
      throw new Error(`${table}: no contract makes this table. Choose one of the list.`);
    }
    return this.ask(sampleSql(table));
  }

  private async ask(sql: string): Promise<Answer> {
    const { workgroup, lakeDatabase: database } = lakeNames(this.environment);
    const { columns, rows } = await queryAthena(this.clients.athena, { sql, workgroup, database });
    return { columns, rows };
  }
}
