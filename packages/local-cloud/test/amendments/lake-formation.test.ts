import { jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, pathCall } from "../gateway/service-call";
import {
  lakeFormationListPermissions,
  lakeFormationRevokePermissions,
  allGrants,
  covers,
  type Resource,
} from "../../src/amendments/lake-formation";

const ANALYST = { DataLakePrincipalIdentifier: "arn:aws:iam::123456789012:role/analyst" };
const CRAWLER = { DataLakePrincipalIdentifier: "arn:aws:iam::123456789012:role/crawler" };
const TABLE = { Table: { DatabaseName: "raw_data", Name: "lesson_started_event" } };
const COLUMNS = { TableWithColumns: { ...TABLE.Table, ColumnWildcard: {} } };
const DATABASE = { Database: { Name: "raw_data" } };

const selectOfAnalyst = { Principal: ANALYST, Resource: COLUMNS, Permissions: ["SELECT"] };
const alterOfCrawler = { Principal: CRAWLER, Resource: TABLE, Permissions: ["ALTER"] };
const describeOfCrawler = { Principal: CRAWLER, Resource: DATABASE, Permissions: ["DESCRIBE"] };
const emptied = { Principal: ANALYST, Resource: DATABASE, Permissions: [] };

/** A moto with the four grants, which answers every other call with `revoked`. */
function emulatorWithGrants() {
  return fakeEmulator(({ path }) =>
    path === "/ListPermissions"
      ? jsonResponse({ PrincipalResourcePermissions: [selectOfAnalyst, alterOfCrawler, describeOfCrawler, emptied] })
      : jsonResponse({ revoked: true }),
  );
}

describe("lake formation list permissions", () => {
  it.each([
    ["a table, those on its columns included", { Resource: TABLE }, [selectOfAnalyst, alterOfCrawler]],
    ["a table and a principal", { Resource: TABLE, Principal: CRAWLER }, [alterOfCrawler]],
    ["columns, which moto refuses", { Resource: COLUMNS }, [selectOfAnalyst]],
    ["a principal alone", { Principal: CRAWLER }, [alterOfCrawler, describeOfCrawler]],
    ["something that nobody was granted", { Resource: { Database: { Name: "data_lake" } } }, []],
    ["everything", {}, [selectOfAnalyst, alterOfCrawler, describeOfCrawler, emptied]],
  ])("lists the grants on %s", async (_title, filter, expected) => {
    const { forward } = emulatorWithGrants();

    const response = await lakeFormationListPermissions.answer(
      pathCall("lakeformation", "POST", "/ListPermissions", filter),
      forward,
    );

    expect(json(response)).toEqual({ PrincipalResourcePermissions: expected });
  });

  it("leaves other calls alone", () => {
    const { forward } = emulatorWithGrants();

    expect(
      lakeFormationListPermissions.answer(pathCall("lakeformation", "POST", "/GrantPermissions", {}), forward),
    ).toBeUndefined();
  });
});

describe("lake formation revoke permissions", () => {
  const revoke = (principal: unknown, resource: unknown) =>
    pathCall("lakeformation", "POST", "/RevokePermissions", { Principal: principal, Resource: resource });

  it("a revocation reaches moto as it came when the grantee holds something", async () => {
    const emulator = emulatorWithGrants();
    const request = revoke(ANALYST, COLUMNS);

    const response = await lakeFormationRevokePermissions.answer(request, emulator.forward);

    expect(json(response)).toEqual({ revoked: true });
    expect(emulator.asked.at(-1)).toBe(request);
  });

  it.each([
    ["holds nothing on the resource", ANALYST, { Database: { Name: "data_lake" } }],
    ["held permissions that were all revoked", ANALYST, DATABASE],
    ["is another than the one who holds them", CRAWLER, COLUMNS],
  ])(
    "a revocation is refused, in the words that the provider waits for, when the grantee %s",
    async (_title, principal, resource) => {
      const emulator = emulatorWithGrants();

      const response = await lakeFormationRevokePermissions.answer(revoke(principal, resource), emulator.forward);

      expect(response?.status).toBe(400);
      expect(json(response)).toMatchObject({
        __type: "InvalidInputException",
        message: "No permissions revoked. Grantee has no permissions on the resource.",
      });
      expect(emulator.asked.map(({ path }) => path)).toEqual(["/ListPermissions"]);
    },
  );

  it("leaves other calls alone", () => {
    const { forward } = emulatorWithGrants();

    expect(
      lakeFormationRevokePermissions.answer(pathCall("lakeformation", "POST", "/GrantPermissions", {}), forward),
    ).toBeUndefined();
  });
});

describe("lake formation grants", () => {
  const TABLE = { DatabaseName: "raw_data", Name: "lesson_started_event" };
  const PERSONAL = { TagKey: "personal", TagValues: ["no", "yes"] };
  const DOMAIN = { TagKey: "domain", TagValues: ["lesson"] };

  describe("a filter finds", () => {
    it.each<[string, Resource, Resource]>([
      ["the same database", { Database: { Name: "raw_data" } }, { Database: { Name: "raw_data" } }],
      [
        "a database whose catalogue only one of them names",
        { Database: { Name: "raw_data", CatalogId: "123456789012" } },
        { Database: { Name: "raw_data" } },
      ],
      ["the same table", { Table: TABLE }, { Table: TABLE }],
      [
        "the grant on a table's columns by its table",
        { Table: TABLE },
        { TableWithColumns: { ...TABLE, ColumnWildcard: {} } },
      ],
      ["the same columns", { TableWithColumns: TABLE }, { TableWithColumns: { ...TABLE, ColumnWildcard: {} } }],
      [
        "all tables of a database by their wildcard",
        { Table: { DatabaseName: "raw_data", TableWildcard: {} } },
        { Table: { DatabaseName: "raw_data", TableWildcard: {} } },
      ],
      [
        "the same location",
        { DataLocation: { ResourceArn: "arn:aws:s3:::lake/raw" } },
        { DataLocation: { ResourceArn: "arn:aws:s3:::lake/raw" } },
      ],
      [
        "the same LF-tags in another order",
        { LFTagPolicy: { ResourceType: "TABLE", Expression: [PERSONAL, DOMAIN] } },
        {
          LFTagPolicy: {
            Expression: [DOMAIN, { TagValues: ["yes", "no"], TagKey: "personal" }],
            ResourceType: "TABLE",
          },
        },
      ],
      ["the catalogue", { Catalog: {} }, { Catalog: {} }],
      ["everything when it is empty", {}, { Catalog: {} }],
    ])("%s", (_title, wanted, granted) => {
      expect(covers(wanted, granted)).toBe(true);
    });
  });

  describe("a filter does not find", () => {
    it.each<[string, Resource, Resource]>([
      ["another database", { Database: { Name: "raw_data" } }, { Database: { Name: "data_lake" } }],
      ["a table of another database", { Table: TABLE }, { Table: { ...TABLE, DatabaseName: "data_lake" } }],
      ["the database of a table", { Table: TABLE }, { Database: { Name: "raw_data" } }],
      ["the table when it asks for columns", { TableWithColumns: TABLE }, { Table: TABLE }],
      [
        "one table when it asks for all of a database",
        { Table: { DatabaseName: "raw_data", TableWildcard: {} } },
        { Table: TABLE },
      ],
      ["all tables when it asks for one", { Table: TABLE }, { Table: { DatabaseName: "raw_data", TableWildcard: {} } }],
      ["another LF-tag", { LFTag: { TagKey: "personal" } }, { LFTag: { TagKey: "domain" } }],
      [
        "another LF-tag expression",
        { LFTagPolicy: { ResourceType: "TABLE", Expression: [PERSONAL] } },
        { LFTagPolicy: { ResourceType: "TABLE", Expression: [DOMAIN] } },
      ],
      [
        "the same LF-tags on databases when it asks for tables",
        { LFTagPolicy: { ResourceType: "TABLE", Expression: [DOMAIN] } },
        { LFTagPolicy: { ResourceType: "DATABASE", Expression: [DOMAIN] } },
      ],
    ])("%s", (_title, wanted, granted) => {
      expect(covers(wanted, granted)).toBe(false);
    });
  });

  describe("all grants", () => {
    const request = pathCall("lakeformation", "POST", "/RevokePermissions", { CatalogId: "123456789012" });

    it("are asked for without a filter", async () => {
      const emulator = fakeEmulator(() =>
        jsonResponse({ PrincipalResourcePermissions: [{ Permissions: ["SELECT"] }] }),
      );

      const grants = await allGrants(request, emulator.forward, "123456789012");

      expect(grants).toEqual([{ Permissions: ["SELECT"] }]);
      expect(emulator.asked[0]).toMatchObject({ method: "POST", path: "/ListPermissions" });
      expect(json(emulator.asked[0])).toEqual({ CatalogId: "123456789012" });
    });

    it("are of the caller's own catalogue when none is named", async () => {
      const emulator = fakeEmulator(() => jsonResponse({}));

      expect(await allGrants(request, emulator.forward, undefined)).toEqual([]);
      expect(json(emulator.asked[0])).toEqual({});
    });

    it("are not taken for none when moto fails", async () => {
      const { forward } = fakeEmulator(() => jsonResponse({ message: "broken" }, 500));

      await expect(allGrants(request, forward, undefined)).rejects.toThrow(
        'ListPermissions answered 500: {"message":"broken"}',
      );
    });
  });
});
