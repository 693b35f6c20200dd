import { jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator } from "../gateway/service-call";

export const ANALYST = { DataLakePrincipalIdentifier: "arn:aws:iam::123456789012:role/analyst" };
export const CRAWLER = { DataLakePrincipalIdentifier: "arn:aws:iam::123456789012:role/crawler" };
export const TABLE = { Table: { DatabaseName: "raw_data", Name: "lesson_started_event" } };
export const COLUMNS = { TableWithColumns: { ...TABLE.Table, ColumnWildcard: {} } };
export const DATABASE = { Database: { Name: "raw_data" } };

export const selectOfAnalyst = { Principal: ANALYST, Resource: COLUMNS, Permissions: ["SELECT"] };
export const alterOfCrawler = { Principal: CRAWLER, Resource: TABLE, Permissions: ["ALTER"] };
export const describeOfCrawler = { Principal: CRAWLER, Resource: DATABASE, Permissions: ["DESCRIBE"] };
export const emptied = { Principal: ANALYST, Resource: DATABASE, Permissions: [] };

/** A moto with the four grants, which answers every other call with `revoked`. */
export function emulatorWithGrants() {
  return fakeEmulator(({ path }) =>
    path === "/ListPermissions"
      ? jsonResponse({ PrincipalResourcePermissions: [selectOfAnalyst, alterOfCrawler, describeOfCrawler, emptied] })
      : jsonResponse({ revoked: true }),
  );
}
