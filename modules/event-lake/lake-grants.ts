import type { LakeformationPermissions } from "@cdktf/provider-aws/lib/lakeformation-permissions";
import { dependable, type TerraformResource } from "cdktf";
import type { Catalogue, ContractedEvent, PartitionCrawler } from "../catalogue";
import type { DeltaCrawler } from "../curation";
import type { ParquetDelivery } from "../delivery";
import type { LakeAccess, LakeTag } from "../lake-access";
import type { ReaderRole } from "../readers";

/** Who may query the lake. */
export interface LakeReader {
  /** ARN of the IAM role that reads; an administrator of Lake Formation, too, reads by a grant only. */
  readonly principal: string;
  /**
   * ARNs of who may take the role, which the lake then makes, with what Athena needs and no more. It is a role of the lake's
   * account, whose name begins as all names of the lake do. @default - the role exists, with the rights of docs/readers.md
   */
  readonly assumedBy?: readonly string[];
  /** Names of the events whose tables it may read, or "all": whatever the lake's database holds, now and later. */
  readonly events: "all" | readonly string[];
  /** true: the raw tables of these events, too, with their duplicates. @default false */
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
  const { source, catalogue, events, readers, readerRoles, registeredEvents } = grants;
  const tableOf = new Map(events.map(({ name, table }) => [name, table]));
  const contracted = (key: string) => (name: string) => {
    const table = tableOf.get(name);
    if (table !== undefined) return table;
    throw new Error(
      `${source}: ${key}: got "${name}", which has no contract. Correct its spelling, or add a contract. Known events: ${[...tableOf.keys()].join(", ")}.`,
    );
  };
  const registered = new Set(registeredEvents.map(contracted("registeredEvents")));
  const waiting: string[] = [];
  for (const { principal: arn, events: granted, rawData = false } of readers) {
    const reader = idOf(arn);
    const principal = readerRoles.get(arn)?.role.arn ?? arn;
    const tables = granted === "all" ? "all" : granted.map(contracted(`readers: events of ${arn}`));
    waiting.push(...grantLake(access, { ...grants, arn, principal, reader, tables, registered }));
    if (rawData) grantRaw(access, catalogue, { principal, reader, tables });
  }
  return waiting;
}

interface ReaderTables {
  /** As Terraform knows it: a reference where the lake makes the role. */
  readonly principal: string;
  /** Part of the ids of the reader's grants. */
  readonly reader: string;
  readonly tables: "all" | readonly string[];
}

function grantLake(
  access: LakeAccess,
  {
    source,
    catalogue,
    lakeTag,
    arn,
    principal,
    reader,
    tables,
    registered,
  }: ReaderGrants & ReaderTables & { arn: string; registered: Set<string> },
): string[] {
  const { name: databaseName } = catalogue.lakeDatabase;
  access.grantDatabase(`${reader}_lake_database`, principal, databaseName, ["DESCRIBE"]);
  if (tables === "all") {
    access.grantTagged(`${reader}_lake_tables`, principal, lakeTag);
    return [];
  }
  for (const name of tables.filter((table) => registered.has(table))) {
    access.grantSelect(`${reader}_lake_${name}`, principal, { databaseName, name });
  }
  return tables
    .filter((table) => !registered.has(table))
    .map(
      (table) =>
        `${source}: readers: ${arn} is not granted ${table} yet: a grant needs the table. Add its event to registeredEvents once the crawler has registered it (docs/readers.md).`,
    );
}

function grantRaw(access: LakeAccess, catalogue: Catalogue, { principal, reader, tables }: ReaderTables): void {
  access.grantDatabase(`${reader}_raw_database`, principal, catalogue.rawDatabase.name, ["DESCRIBE"]);
  for (const name of tables === "all" ? catalogue.rawTables.keys() : tables) {
    const table = catalogue.rawTables.get(name);
    if (table) access.grantSelect(`${reader}_${name}`, principal, table);
  }
}
