import {
  GrantPermissionsCommand,
  ListPermissionsCommand,
  RevokePermissionsCommand,
  type Permission,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { outcome, type AmendmentProbe } from "./amendment-probe";
import type { Clients } from "./cloud-under-test";

function grantOf(name: string, resource: Resource, permission: Permission) {
  const principal = { DataLakePrincipalIdentifier: `arn:aws:iam::123456789012:role/${name}` };
  return { Principal: principal, Resource: resource, Permissions: [permission] };
}

function columnsOf(name: string): Resource {
  return { TableWithColumns: { DatabaseName: name, Name: "events", ColumnWildcard: {} } };
}

/** Permissions that a filter finds, or the error that it ends with. */
async function listed({ lakeFormation }: Clients, filter: Resource): Promise<unknown> {
  try {
    const { PrincipalResourcePermissions: found } = await lakeFormation.send(
      new ListPermissionsCommand({ Resource: filter }),
    );
    return (found ?? []).flatMap(({ Permissions: permissions }) => permissions ?? []);
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

export const lakeFormationProbes: readonly AmendmentProbe[] = [
  {
    title: "finds a grant on a table's columns by its table",
    amendment: "lakeFormationListPermissions in src/amendments/lake-formation.ts",
    observe: async (clients, name) => {
      await clients.lakeFormation.send(new GrantPermissionsCommand(grantOf(name, columnsOf(name), "SELECT")));
      return listed(clients, { Table: { DatabaseName: name, Name: "events" } });
    },
    right: ["SELECT"],
    wrong: [],
  },
  {
    title: "lists the grants on a table's columns",
    amendment: "lakeFormationListPermissions in src/amendments/lake-formation.ts",
    observe: async (clients, name) => {
      await clients.lakeFormation.send(new GrantPermissionsCommand(grantOf(name, columnsOf(name), "SELECT")));
      return listed(clients, columnsOf(name));
    },
    right: ["SELECT"],
    wrong: "InvalidInputException",
  },
  {
    title: "lists the grants on LF-tags",
    amendment: "lakeFormationListPermissions in src/amendments/lake-formation.ts",
    observe: async (clients, name) => {
      const policy = (value: string): Resource => ({
        LFTagPolicy: { ResourceType: "DATABASE", Expression: [{ TagKey: name, TagValues: [value] }] },
      });
      await clients.lakeFormation.send(new GrantPermissionsCommand(grantOf(name, policy("lesson"), "DESCRIBE")));
      await clients.lakeFormation.send(new GrantPermissionsCommand(grantOf(name, policy("payment"), "ALTER")));
      return listed(clients, policy("lesson"));
    },
    right: ["DESCRIBE"],
    wrong: "InvalidInputException",
  },
  {
    title: "refuses to revoke what is revoked already",
    amendment: "lakeFormationRevokePermissions in src/amendments/lake-formation.ts",
    observe: async ({ lakeFormation }, name) => {
      const grant = grantOf(name, { Database: { Name: name } }, "DESCRIBE");
      await lakeFormation.send(new GrantPermissionsCommand(grant));
      const revoke = () => outcome(lakeFormation.send(new RevokePermissionsCommand(grant)));
      return [await revoke(), await revoke()];
    },
    right: ["accepted", 400],
    wrong: ["accepted", "accepted"],
  },
];
