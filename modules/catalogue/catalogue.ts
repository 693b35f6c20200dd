import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database";
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table";
import { Construct } from "constructs";
import {
  CURATED_FILE_TABLE,
  LATE_TABLE,
  QUARANTINE_TABLE,
  RAW_COLUMNS,
  REJECTED_TABLE,
  UNCONTRACTED_TABLE,
} from "../../lambda-src/interface";
import type { LakeStorage } from "../lake-storage";
import { checkInputs, type RulesFor } from "../input-rules/inputs";
import { databaseName } from "../input-rules/names";
import { given, wrong } from "../input-rules/rule";
import { type ContractedEvent, contractedEvents, DELIVERY_SCHEMA_TABLE } from "./contracted-event";
import type { ICatalogue } from "./catalogue-names";
import { datePartitionedTable, parquetTable } from "./raw-table";

export interface CatalogueProps {
  readonly storage: LakeStorage;
  /**
   * Database of the raw tables: 1 to 255 lower-case letters, digits and `_`.
   * @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
   */
  readonly rawDatabaseName: string;
  /** Database of the Delta tables, which the Delta crawler alone fills: another one, named by the same rule. */
  readonly lakeDatabaseName: string;
  /** Contracts, each of another event and with a table of its own. */
  readonly events: readonly ContractedEvent[];
}

/** Glue allows 255 characters for a column's comment. @see https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html */
const MAX_COMMENT_LENGTH = 255;

const rulesFor = ({ rawDatabaseName }: CatalogueProps): RulesFor<CatalogueProps> => ({
  storage: given,
  rawDatabaseName: databaseName,
  lakeDatabaseName: (value) =>
    value === rawDatabaseName
      ? wrong(value, "is the database of the raw tables, too", "Give each a database of its own")
      : databaseName(value),
  events: contractedEvents,
});

/**
 * The two Glue databases and every table that Terraform owns: the schema that the delivery stream converts to, one raw
 * table per event contract, and the tables of events without one, of late events and of what was rejected.
 */
export class Catalogue extends Construct implements ICatalogue {
  readonly rawDatabase: GlueCatalogDatabase;
  readonly lakeDatabase: GlueCatalogDatabase;
  /** The schema of the delivery stream's Parquet files. Nothing is stored under it. */
  readonly deliverySchema: GlueCatalogTable;
  /** Raw tables by name, in order of the names. */
  readonly rawTables: ReadonlyMap<string, GlueCatalogTable>;
  /**
   * Names of the Delta tables that the curation job makes, sorted: one for each contract, `uncontracted_event`,
   * `quarantine` and `curated_file`. A late event is in the table of its contract.
   */
  readonly lakeTables: readonly string[];

  /** @throws Error naming construct, prop, value, rule and fix of each prop that Glue would not take */
  constructor(scope: Construct, id: string, props: CatalogueProps) {
    super(scope, id);
    checkInputs(this.node.path, props, rulesFor(props));
    const own = [UNCONTRACTED_TABLE, QUARANTINE_TABLE, CURATED_FILE_TABLE];
    this.lakeTables = [...props.events.map(({ table }) => table), ...own].sort();
    const rawLocation = props.storage.location("raw");
    this.rawDatabase = new GlueCatalogDatabase(this, "raw_data", {
      name: props.rawDatabaseName,
      description: "Events as they were delivered, one table per event. For the curation job and for looking closely.",
      locationUri: rawLocation,
    });
    this.lakeDatabase = new GlueCatalogDatabase(this, "data_lake", {
      name: props.lakeDatabaseName,
      description: "Event tables to query: typed, each event exactly once (Delta).",
      locationUri: props.storage.location("lake"),
    });
    this.deliverySchema = new GlueCatalogTable(this, "delivery_schema", {
      ...parquetTable({
        name: DELIVERY_SCHEMA_TABLE,
        databaseName: this.rawDatabase.name,
        description: "Columns that the delivery stream writes. Not a table to query.",
        columns: RAW_COLUMNS,
        location: `${rawLocation}/${DELIVERY_SCHEMA_TABLE}`,
      }),
    });

    const tables = [
      ...props.events.map(contractTable),
      {
        name: UNCONTRACTED_TABLE,
        description: "Events whose name has no contract, kept until somebody writes one.",
        columns: RAW_COLUMNS,
      },
      {
        name: LATE_TABLE,
        description: "Events that came later than the day after their creation, by date of arrival.",
        columns: RAW_COLUMNS,
      },
      {
        name: REJECTED_TABLE,
        description:
          "What is no event or breaks its contract, by date of arrival. The Delta table quarantine says why.",
        columns: RAW_COLUMNS,
      },
    ];
    this.rawTables = new Map(
      tables
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .map((table) => [
          table.name,
          new GlueCatalogTable(
            this,
            table.name,
            datePartitionedTable(
              { ...table, databaseName: this.rawDatabase.name, location: `${rawLocation}/${table.name}` },
              props.storage.rawRetentionDays,
            ),
          ),
        ]),
    );
  }
}

function contractTable(event: ContractedEvent) {
  const fields = event.fields.map(({ name }) => name).join(", ");
  const comment = `JSON text of: ${fields || "no fields of its own"}`;
  return {
    name: event.table,
    description: event.description,
    parameters: { event_name: event.name, contract_version: String(event.version) },
    columns: RAW_COLUMNS.map((column) =>
      column.name === "payload" ? { ...column, comment: truncate(comment, MAX_COMMENT_LENGTH) } : column,
    ),
  };
}

function truncate(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}
