import type { LakeformationPermissions } from "@cdktf/provider-aws/lib/lakeformation-permissions";
import { dependable, type TerraformResource } from "cdktf";
import type { Catalogue, ContractedEvent, PartitionCrawler } from "../catalogue";
import type { DeltaCrawler } from "../curation";
import type { ParquetDelivery } from "../delivery";
import type { LakeAccess, LakeTag } from "../lake-access";
import type { ReaderRole } from "../readers";

/** Column with what no contract names: nobody has said that it is not personal. */
const UNKNOWN_FIELDS = "unknown_fields";
/** Column of the raw tables with all fields of an event in one text. */
const PAYLOAD = "payload";

/** Who may query the lake. */
export interface LakeReader {
  /** ARN of the IAM role that reads; an administrator of Lake Formation, too, reads by a grant only. */
  readonly principal: string;
  /**
   * ARNs of who may take the role, which the lake then makes, with what Athena needs and no more. It is a role of the lake's
   * account, whose name begins as all names of the lake do. @default - the role exists, with the rights of docs/readers.md
   */
  readonly assumedBy?: readonly string[];
  /**
   * Names of the events whose tables it may read, or "all": with `personal`, whatever the lake's database holds, now and later;
   * without, the tables of all contracts.
   */
  readonly events: "all" | readonly string[];
  /**
   * true: the personal columns, too, `unknown_fields`, and with "all" the tables `quarantine` and `uncontracted_event`, whose
   * rows nobody has checked. @default false
   */
  readonly personal?: boolean;
  /** true: the raw tables of these events, too, with their duplicates; without `personal`, all but `payload`. @default false */
  readonly rawData?: boolean;
}

/** What the services of in-flight processing need from Lake Formation, beside their IAM roles. */
export function grantInFlightServices(
  access: LakeAccess,
  { catalogue, crawler, delivery }: { catalogue: Catalogue; crawler: PartitionCrawler; delivery: ParquetDelivery },
): void {
  const crawlerRole = crawler.role.arn;
  createAfter(
    crawler.crawler,
    access.grantDataLocation("crawler_raw_location", crawlerRole, "raw"),
    access.grantDatabase("crawler_raw_database", crawlerRole, catalogue.rawDatabase.name, ["DESCRIBE"]),
    ...[...catalogue.rawTables].map(([name, table]) =>
      access.grantTable(`crawler_${name}`, crawlerRole, table, ["ALTER", "DESCRIBE", "INSERT"]),
    ),
  );
  createAfter(
    delivery.stream,
    // With IAMAllowedPrincipals gone, reading a table's schema is Lake Formation's decision, too.
    access.grantTable("delivery_schema", delivery.role.arn, catalogue.deliverySchema, ["DESCRIBE"]),
  );
}

/** Has a resource wait for the grants that its service asks for when it is created. */
function createAfter(resource: TerraformResource, ...grants: readonly LakeformationPermissions[]): void {
  resource.dependsOn = [...(resource.dependsOn ?? []), ...grants.map(dependable)];
}

/** What registering the Delta tables needs. The job itself needs nothing: it writes by path. */
export function grantDeltaCrawler(
  access: LakeAccess,
  { catalogue, crawler }: { catalogue: Catalogue; crawler: DeltaCrawler },
): void {
  const { name: database } = catalogue.lakeDatabase;
  createAfter(
    crawler.crawler,
    access.grantDataLocation("delta_crawler_lake_location", crawler.role.arn, "lake"),
    access.grantDatabase("delta_crawler_lake_database", crawler.role.arn, database, [
      "ALTER",
      "CREATE_TABLE",
      "DESCRIBE",
    ]),
  );
}

/**
 * What a Lake Formation administrator may do with what another role made. Describing and granting are implicit, the rest is
 * not: without it, only the role that deployed the lake could alter or drop a table of it.
 *
 * @param administrators ARNs of roles, without the one that deploys: Lake Formation lists what a creator may do as if it
 * were granted, and Terraform would revoke it in vain
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
 */
export function grantAdministrators(access: LakeAccess, catalogue: Catalogue, administrators: readonly string[]): void {
  const databases = { lake: catalogue.lakeDatabase.name, raw: catalogue.rawDatabase.name };
  for (const principal of administrators) {
    for (const [kind, database] of Object.entries(databases)) {
      const id = `${idOf(principal)}_administers_${kind}`;
      access.grantDatabase(`${id}_database`, principal, database, ["ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"]);
      access.grantEveryTable(`${id}_tables`, principal, database, ["ALTER", "DESCRIBE", "DROP"]);
    }
  }
}

/** Account and path, too: two roles may share their last name. */
function idOf(principal: string): string {
  return principal.replace(/^arn:[^:]+:iam::/, "").replaceAll(/[^A-Za-z0-9]/g, "_");
}

export interface ReaderGrants {
  /** File or construct that the readers are written in: warnings and errors begin with it. */
  readonly source: string;
  readonly catalogue: Catalogue;
  readonly events: readonly ContractedEvent[];
  /** What every table of the lake's database carries. */
  readonly lakeTag: LakeTag;
  readonly readers: readonly LakeReader[];
  /** Roles of readers that the lake makes, by ARN: what is granted to one waits for it. */
  readonly readerRoles: ReadonlyMap<string, ReaderRole>;
  readonly registeredEvents: readonly string[];
}

/**
 * Who may query which tables.
 *
 * @returns a warning for each grant that waits for its table to be registered
 * @throws Error when an event has no contract
 */
export function grantReaders(access: LakeAccess, grants: ReaderGrants): string[] {
  const { source, catalogue, events, lakeTag, readers, readerRoles, registeredEvents } = grants;
  const eventOf = new Map(events.map((event) => [event.name, event]));
  const contracted = (key: string) => (name: string) => {
    const event = eventOf.get(name);
    if (event !== undefined) return event;
    throw new Error(
      `${source}: ${key}: got "${name}", which has no contract. Correct its spelling, or add a contract. Known events: ${[...eventOf.keys()].join(", ")}.`,
    );
  };
  const registered = new Set(registeredEvents.map(contracted("registeredEvents")));
  const waiting: string[] = [];
  for (const reader of readers) {
    const { principal: arn, personal = false } = reader;
    const granted = reader.events === "all" ? events : reader.events.map(contracted(`readers: events of ${arn}`));
    const place = { id: idOf(arn), principal: readerRoles.get(arn)?.role.arn ?? arn, personal };
    const { name: databaseName } = catalogue.lakeDatabase;
    access.grantDatabase(`${place.id}_lake_database`, place.principal, databaseName, ["DESCRIBE"]);
    if (reader.events === "all" && personal) {
      access.grantTagged(`${place.id}_lake_tables`, place.principal, lakeTag);
    } else {
      for (const event of granted) if (registered.has(event)) grantEvent(access, databaseName, event, place);
      const missing = granted.filter((event) => !registered.has(event)).map(({ table }) => table);
      if (missing.length > 0) waiting.push(`${source}: readers: ${waitingText(arn, missing)}`);
    }
    if (reader.rawData) grantRaw(access, catalogue, reader.events === "all" ? "all" : granted, place);
  }
  return waiting;
}

function waitingText(arn: string, tables: readonly string[]): string {
  const [its, theirs] = tables.length === 1 ? ["the table", "its event"] : ["the tables", "their events"];
  return `${arn} is not granted ${tables.join(", ")} yet: a grant needs ${its}. Add ${theirs} to registeredEvents once the crawler has registered ${tables.length === 1 ? "it" : "them"} (docs/readers.md).`;
}

interface Grantee {
  /** Part of the ids of its grants. */
  readonly id: string;
  /** As Terraform knows it: a reference where the lake makes the role. */
  readonly principal: string;
  readonly personal: boolean;
}

function grantEvent(
  access: LakeAccess,
  databaseName: string,
  { table: name, fields }: ContractedEvent,
  { id, principal, personal }: Grantee,
): void {
  const hidden = fields.filter(({ classification }) => classification === "personal");
  const excludedColumns = personal ? [] : [...hidden.map((field) => field.column ?? field.name), UNKNOWN_FIELDS];
  access.grantSelect(`${id}_lake_${name}`, principal, { databaseName, name }, { excludedColumns });
}

function grantRaw(
  access: LakeAccess,
  catalogue: Catalogue,
  events: "all" | readonly ContractedEvent[],
  { id, principal, personal }: Grantee,
): void {
  access.grantDatabase(`${id}_raw_database`, principal, catalogue.rawDatabase.name, ["DESCRIBE"]);
  for (const name of events === "all" ? catalogue.rawTables.keys() : events.map(({ table }) => table)) {
    const table = catalogue.rawTables.get(name);
    const excludedColumns = personal ? [] : [PAYLOAD];
    if (table) access.grantSelect(`${id}_${name}`, principal, table, { excludedColumns });
  }
}
