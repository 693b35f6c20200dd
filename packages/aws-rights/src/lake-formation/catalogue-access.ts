import { jsonOf, type AwsCall, type Message } from "../aws-call";
import type { CatalogueObject, LakeFormationGrants } from "./lake-formation-grants";

interface CatalogueCall {
  readonly DatabaseName?: string;
  readonly Name?: string;
  readonly TableName?: string;
  readonly TableInput?: { readonly Name?: string; readonly StorageDescriptor?: { readonly Location?: string } };
}

/**
 * The permission that each call to the catalogue needs. For partitions AWS's documents name none by call: they are the
 * table's metadata, which `ALTER` changes.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
 */
const ON_TABLE: Readonly<Record<string, string>> = {
  BatchCreatePartition: "ALTER",
  DeleteTable: "DROP",
  GetPartitionIndexes: "DESCRIBE",
  GetPartitions: "DESCRIBE",
  GetTable: "DESCRIBE",
  UpdateTable: "ALTER",
};
const ON_DATABASE: Readonly<Record<string, string>> = {
  CreateTable: "CREATE_TABLE",
  DeleteDatabase: "DROP",
  GetDatabase: "DESCRIBE",
  GetTables: "DESCRIBE",
  UpdateDatabase: "ALTER",
};
/** Only an administrator may, since nothing here is granted with the right to grant it on. */
const ADMINISTRATION = new Set([
  "AddLFTagsToResource",
  "CreateLFTag",
  "DeleteLFTag",
  "GrantPermissions",
  "RemoveLFTagsFromResource",
  "RevokePermissions",
  "UpdateLFTag",
]);
const SHOWN_TO_ADMINISTRATORS = new Set(["GetLFTag", "GetResourceLFTags", "ListPermissions"]);

/** Why Lake Formation does not let a role make a call, in its words; undefined where it does, or is not asked. */
export function lakeFormationRefusal(
  grants: LakeFormationGrants,
  roleArn: string,
  request: AwsCall,
): string | undefined {
  if (request.service === "lakeformation") return administrationRefusal(grants, roleArn, request.path.slice(1));
  if (request.service !== "glue") return undefined;
  const { operation } = request;
  const call = jsonOf(request) as CatalogueCall;
  const { object, permission } = needed(operation, call);
  // Of what is not there, the catalogue says so.
  if (object !== undefined && grants.has(object) && !grants.allows(roleArn, permission, object)) {
    return `Insufficient Lake Formation permission(s): Required ${inWords(permission)} on ${object.table ?? object.database}`;
  }
  const location = call.TableInput?.StorageDescriptor?.Location;
  if (location !== undefined && !grants.allowsLocation(roleArn, location)) {
    return `Insufficient Lake Formation permission(s) on ${location}`;
  }
  return undefined;
}

function needed(
  operation: string,
  { DatabaseName, Name, TableName, TableInput }: CatalogueCall,
): { readonly object?: CatalogueObject; readonly permission: string } {
  const onTable = ON_TABLE[operation];
  if (onTable !== undefined) {
    const object = { database: DatabaseName ?? "", table: TableName ?? Name ?? TableInput?.Name ?? "" };
    return { object, permission: onTable };
  }
  const onDatabase = ON_DATABASE[operation];
  return onDatabase === undefined
    ? { permission: "" }
    : { object: { database: DatabaseName ?? Name ?? "" }, permission: onDatabase };
}

function administrationRefusal(grants: LakeFormationGrants, roleArn: string, operation: string): string | undefined {
  const isAllowed = ADMINISTRATION.has(operation)
    ? grants.isAdministrator(roleArn)
    : !SHOWN_TO_ADMINISTRATORS.has(operation) || grants.seesGrants(roleArn);
  return isAllowed
    ? undefined
    : "Resource does not exist or requester is not authorized to access requested permissions.";
}

/** `CREATE_TABLE` as the refusal writes it. */
function inWords(permission: string): string {
  return permission
    .split("_")
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join(" ");
}

interface Table {
  readonly Name: string;
  readonly DatabaseName: string;
  readonly StorageDescriptor?: { readonly Columns?: readonly { readonly Name: string }[] };
}

interface Shown {
  readonly Table?: Table;
  readonly TableList?: readonly Table[];
  readonly DatabaseList?: readonly { readonly Name: string }[];
}

/**
 * The catalogue's answer without what a role may not see: tables and databases of a list, and columns.
 *
 * @returns undefined where the answer is shown as it is
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/metadata-permissions.html
 */
export function shownTo(
  grants: LakeFormationGrants,
  roleArn: string,
  { service, operation }: AwsCall,
  response: Message,
): object | undefined {
  if (service !== "glue" || !["GetDatabases", "GetTable", "GetTables"].includes(operation)) return undefined;
  const answer = jsonOf(response) as Shown;
  const visible = (table: Table) => ({
    ...table,
    StorageDescriptor: table.StorageDescriptor && {
      ...table.StorageDescriptor,
      Columns: table.StorageDescriptor.Columns?.filter(({ Name: column }) =>
        grants.showsColumn(roleArn, objectOf(table), column),
      ),
    },
  });
  return {
    ...answer,
    Table: answer.Table && visible(answer.Table),
    TableList: answer.TableList?.filter((table) => grants.allows(roleArn, "DESCRIBE", objectOf(table))).map(visible),
    DatabaseList: answer.DatabaseList?.filter(({ Name }) => grants.allows(roleArn, "DESCRIBE", { database: Name })),
  };
}

function objectOf({ DatabaseName: database, Name: table }: Table): CatalogueObject {
  return { database, table };
}
