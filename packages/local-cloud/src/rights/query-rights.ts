import { GetTableCommand, type GlueClient } from "@aws-sdk/client-glue";
import type { QueryRights } from "../athena/queries";
import type { Clients } from "../engine-clients";
import type { Enforcement } from "./enforcement";

/** What a person of the account is called where roles are called by their ARN. */
const PERSON = "a person of the account";

/**
 * What Lake Formation and IAM let the callers of Athena do.
 *
 * @param glue a client that may see everything
 * @param clientsWith clients that sign with an access key
 */
export function queryRights(
  enforcement: Enforcement,
  glue: Pick<GlueClient, "send">,
  clientsWith: (accessKeyId: string) => Clients,
): QueryRights {
  const { grants } = enforcement;
  return {
    nameOf: (request) => enforcement.callerOf(request)?.roleArn ?? PERSON,
    readable: async (request) => {
      const role = enforcement.callerOf(request)?.roleArn;
      if (role === undefined) return undefined;
      const readable = grants.tables().filter((table) => grants.allows(role, "SELECT", table));
      return Promise.all(
        readable.map(async ({ database, table }) => {
          const { Table } = await glue.send(new GetTableCommand({ DatabaseName: database, Name: table }));
          const columns = [...(Table?.StorageDescriptor?.Columns ?? []), ...(Table?.PartitionKeys ?? [])];
          // A table's own log may have a column that the catalogue does not know yet.
          const names = [...columns.map(({ Name = "" }) => Name), ...grants.excludedColumns(role, { database, table })];
          const hidden = names.filter((name) => !grants.showsColumn(role, { database, table }, name, "SELECT"));
          return { database, table, hiddenColumns: [...new Set(hidden.map((name) => name.toLowerCase()))] };
        }),
      );
    },
    sees: (request, table) => {
      const role = enforcement.callerOf(request)?.roleArn;
      return role === undefined || grants.allows(role, "DESCRIBE", table);
    },
    refusal: (request, action, resource) => enforcement.refusalOf(request, action, resource),
    clientsOf: ({ headers }) => clientsWith(/Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "test"),
  };
}
