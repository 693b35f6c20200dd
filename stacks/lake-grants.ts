import type { Environment } from "../environments/schema";
import type { Catalogue, ContractedEvent, PartitionCrawler } from "../modules/catalogue";
import type { Delivery } from "../modules/delivery";
import type { LakeAccess } from "../modules/lake-access";

/** What the lake's own services need from Lake Formation, beside their IAM roles. */
export function grantServices(
  access: LakeAccess,
  { catalogue, crawler, delivery }: { catalogue: Catalogue; crawler: PartitionCrawler; delivery: Delivery },
): void {
  const crawlerRole = crawler.role.arn;
  access.grantDataLocation("crawler_raw_location", crawlerRole, "raw");
  access.grantDatabase("crawler_raw_database", crawlerRole, catalogue.rawDatabase.name, ["DESCRIBE"]);
  for (const [name, table] of catalogue.rawTables) {
    access.grantTable(`crawler_${name}`, crawlerRole, table, ["ALTER", "DESCRIBE", "INSERT"]);
  }
  // With IAMAllowedPrincipals gone, reading a table's schema is Lake Formation's decision, too.
  access.grantTable("delivery_schema", delivery.role.arn, catalogue.deliverySchema, ["DESCRIBE"]);
}

/**
 * Who may query which tables.
 *
 * @throws Error when a reader is granted an event that has no contract
 */
export function grantReaders(
  access: LakeAccess,
  {
    catalogue,
    events,
    readers,
  }: { catalogue: Catalogue; events: readonly ContractedEvent[]; readers: Environment["readers"] },
): void {
  const tableOf = new Map(events.map(({ name, table }) => [name, table]));
  for (const { principal, events: granted } of readers) {
    // Account and path, too: two roles may share their last name.
    const reader = principal.replace(/^arn:[^:]+:iam::/, "").replaceAll(/[^A-Za-z0-9]/g, "_");
    const tables =
      granted === "all"
        ? [...catalogue.rawTables.keys()]
        : granted.map((name) => {
            const table = tableOf.get(name);
            if (table === undefined) {
              throw new Error(
                `Reader ${principal} is granted "${name}", which has no contract. Known events: ${[...tableOf.keys()].join(", ")}.`,
              );
            }
            return table;
          });
    access.grantDatabase(`${reader}_raw_database`, principal, catalogue.rawDatabase.name, ["DESCRIBE"]);
    for (const name of tables) {
      const table = catalogue.rawTables.get(name);
      if (table) access.grantSelect(`${reader}_${name}`, principal, table);
    }
  }
}
