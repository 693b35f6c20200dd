import type { AwsCall } from "../../src";
import { lakeFormationRefusal, shownTo } from "../../src/lake-formation/catalogue-access";
import { LakeFormationGrants } from "../../src/lake-formation/lake-formation-grants";
import { pathCall, targetCall } from "../aws-calls";

const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
const ADMINISTRATOR = role("administrator");
const SECOND_ADMINISTRATOR = role("second-administrator");
const PLANNER = role("planner");
const CREATOR = role("creator");
const READER = role("reader");
const LOCATION = "arn:aws:s3:::lake/raw";

const lakeFormation = (operation: string, body: object) => pathCall("lakeformation", "POST", `/${operation}`, body);
const glue = (operation: string, body: object) => targetCall("glue", operation, body);
const principal = (arn: string) => ({ DataLakePrincipalIdentifier: arn });
const table = (name: string) => ({ DatabaseName: "lake", Name: name });
const createTable = (name: string, location = "s3://elsewhere/x") =>
  glue("CreateTable", {
    DatabaseName: "lake",
    TableInput: { Name: name, StorageDescriptor: { Location: location } },
  });

/** A lake with the tables `orders` and `payments`, made by one role; nobody else is granted anything. */
function lake() {
  const grants = new LakeFormationGrants();
  const learn = (request: AwsCall, by?: string) => {
    grants.learn(request, by);
  };
  const change = (operation: string) => (arn: string, Resource: object, Permissions: readonly string[]) => {
    learn(lakeFormation(operation, { Principal: principal(arn), Resource, Permissions }));
  };
  const settings = (more: object = {}) => {
    const administrators = {
      DataLakeAdmins: [principal(ADMINISTRATOR), principal(SECOND_ADMINISTRATOR)],
      ReadOnlyAdmins: [principal(PLANNER)],
    };
    learn(lakeFormation("PutDataLakeSettings", { DataLakeSettings: { ...administrators, ...more } }));
  };
  settings();
  learn(glue("CreateDatabase", { DatabaseInput: { Name: "lake" } }), CREATOR);
  for (const name of ["orders", "payments"]) learn(createTable(name), CREATOR);
  return {
    learn,
    settings,
    grant: change("GrantPermissions"),
    revoke: change("RevokePermissions"),
    refusal: (arn: string, request: AwsCall) => lakeFormationRefusal(grants, arn, request),
    shown: (arn: string, operation: string, answer: object) =>
      shownTo(grants, arn, glue(operation, {}), { body: new TextEncoder().encode(JSON.stringify(answer)) }),
  };
}

const read = (name: string) => glue("GetTable", table(name));
const drop = (name: string) => glue("DeleteTable", table(name));
const alter = (name: string) => glue("UpdateTable", { DatabaseName: "lake", TableInput: { Name: name } });

describe("without a grant", () => {
  it.each([
    ["GetTable", read("orders"), "Required Describe on orders"],
    [
      "GetPartitions",
      glue("GetPartitions", { DatabaseName: "lake", TableName: "orders" }),
      "Required Describe on orders",
    ],
    ["UpdateTable", alter("orders"), "Required Alter on orders"],
    [
      "BatchCreatePartition",
      glue("BatchCreatePartition", { DatabaseName: "lake", TableName: "orders" }),
      "Required Alter on orders",
    ],
    ["DeleteTable", drop("orders"), "Required Drop on orders"],
    ["CreateTable", createTable("new"), "Required Create Table on lake"],
    ["GetDatabase", glue("GetDatabase", { Name: "lake" }), "Required Describe on lake"],
    ["UpdateDatabase", glue("UpdateDatabase", { Name: "lake" }), "Required Alter on lake"],
    ["DeleteDatabase", glue("DeleteDatabase", { Name: "lake" }), "Required Drop on lake"],
    ["GetTables", glue("GetTables", { DatabaseName: "lake" }), "Required Describe on lake"],
  ])("%s is refused, with the permission that it lacks", (_operation, request, required) => {
    expect(lake().refusal(READER, request)).toBe(`Insufficient Lake Formation permission(s): ${required}`);
  });

  it("what is not there is the catalogue's to say", () => {
    expect(lake().refusal(READER, read("nothing"))).toBeUndefined();
  });

  it("nothing is refused where IAM decides, until the account's defaults are emptied", () => {
    const { learn, settings, refusal } = lake();
    settings({ CreateTableDefaultPermissions: [{ Permissions: ["ALL"] }] });
    learn(createTable("open"));

    expect(refusal(READER, drop("open"))).toBeUndefined();
    expect(refusal(READER, drop("orders"))).toMatch(/Required Drop on orders/);
  });
});

describe("implicit permissions", () => {
  it("the creator of a table or a database may do everything with it", () => {
    const { refusal } = lake();

    for (const request of [
      drop("orders"),
      alter("orders"),
      createTable("new"),
      glue("DeleteDatabase", { Name: "lake" }),
    ])
      expect(refusal(CREATOR, request)).toBeUndefined();
  });

  it("an administrator describes everything, and neither alters nor drops what another made", () => {
    const { refusal } = lake();

    expect(refusal(SECOND_ADMINISTRATOR, read("orders"))).toBeUndefined();
    expect(refusal(SECOND_ADMINISTRATOR, alter("orders"))).toMatch(/Required Alter on orders/);
    expect(refusal(SECOND_ADMINISTRATOR, drop("orders"))).toMatch(/Required Drop on orders/);
    expect(refusal(SECOND_ADMINISTRATOR, createTable("new"))).toMatch(/Required Create Table on lake/);
  });

  it("a read-only administrator sees tables and grants, and changes neither", () => {
    const { refusal } = lake();

    expect(refusal(PLANNER, read("orders"))).toBeUndefined();
    expect(refusal(PLANNER, lakeFormation("ListPermissions", {}))).toBeUndefined();
    expect(refusal(PLANNER, drop("orders"))).toMatch(/Required Drop on orders/);
    expect(refusal(PLANNER, lakeFormation("GrantPermissions", {}))).toMatch(/not authorized to access requested/);
  });

  it("only an administrator grants, and who is none does not see the grants of others", () => {
    const { refusal } = lake();

    expect(refusal(ADMINISTRATOR, lakeFormation("GrantPermissions", {}))).toBeUndefined();
    expect(refusal(CREATOR, lakeFormation("RevokePermissions", {}))).toMatch(/requester is not authorized/);
    expect(refusal(READER, lakeFormation("ListPermissions", {}))).toMatch(/requester is not authorized/);
    expect(refusal(READER, lakeFormation("GetDataLakeSettings", {}))).toBeUndefined();
  });
});

describe("grants", () => {
  it("a table is read after its grant, another is not, and the first no more when it is revoked", () => {
    const { grant, revoke, refusal } = lake();
    grant(READER, { TableWithColumns: { ...table("orders"), ColumnWildcard: {} } }, ["SELECT"]);

    expect(refusal(READER, read("orders"))).toBeUndefined();
    expect(refusal(READER, read("payments"))).toMatch(/Required Describe on payments/);

    revoke(READER, { TableWithColumns: { Name: "orders", DatabaseName: "lake", ColumnWildcard: {} } }, ["SELECT"]);
    expect(refusal(READER, read("orders"))).toMatch(/Required Describe on orders/);
  });

  it("a permission is not another: who may describe does not alter", () => {
    const { grant, refusal } = lake();
    grant(READER, { Table: table("orders") }, ["DESCRIBE"]);
    expect(refusal(READER, alter("orders"))).toMatch(/Required Alter/);

    grant(READER, { Table: table("orders") }, ["ALTER"]);
    expect(refusal(READER, alter("orders"))).toBeUndefined();
    expect(refusal(READER, drop("orders"))).toMatch(/Required Drop/);
  });

  it("a wildcard is about every table of the database, those to come included", () => {
    const { grant, learn, refusal } = lake();
    grant(READER, { Table: { DatabaseName: "lake", TableWildcard: {} } }, ["DROP"]);
    learn(createTable("later"), CREATOR);

    expect(refusal(READER, drop("orders"))).toBeUndefined();
    expect(refusal(READER, drop("later"))).toBeUndefined();
  });

  it("a grant on a tag is about the tables that carry it, by themselves or from their database", () => {
    const { grant, learn, refusal } = lake();
    const tags = (value: string) => [{ TagKey: "layer", TagValues: [value] }];
    grant(READER, { LFTagPolicy: { ResourceType: "TABLE", Expression: tags("lake") } }, ["SELECT"]);
    expect(refusal(READER, read("orders"))).toMatch(/Required Describe/);

    learn(lakeFormation("AddLFTagsToResource", { Resource: { Database: { Name: "lake" } }, LFTags: tags("lake") }));
    learn(lakeFormation("AddLFTagsToResource", { Resource: { Table: table("payments") }, LFTags: tags("secret") }));
    expect(refusal(READER, read("orders"))).toBeUndefined();
    expect(refusal(READER, read("payments"))).toMatch(/Required Describe on payments/);

    learn(
      lakeFormation("RemoveLFTagsFromResource", { Resource: { Database: { Name: "lake" } }, LFTags: tags("lake") }),
    );
    expect(refusal(READER, read("orders"))).toMatch(/Required Describe/);
  });

  it("a grant goes with the table that is dropped", () => {
    const { grant, learn, refusal } = lake();
    grant(READER, { Table: table("orders") }, ["ALTER"]);
    learn(drop("orders"));
    learn(createTable("orders"), CREATOR);

    expect(refusal(READER, alter("orders"))).toMatch(/Required Alter on orders/);
  });

  it("a table points into a governed location only for who may use the location", () => {
    const { grant, learn, refusal } = lake();
    grant(READER, { Database: { Name: "lake" } }, ["CREATE_TABLE"]);
    const inLake = createTable("new", "s3://lake/raw/new");
    expect(refusal(READER, inLake)).toBeUndefined();

    learn(lakeFormation("RegisterResource", { ResourceArn: LOCATION }));
    expect(refusal(READER, inLake)).toBe("Insufficient Lake Formation permission(s) on s3://lake/raw/new");
    expect(refusal(READER, createTable("new", "s3://lake/rawer/new"))).toBeUndefined();

    grant(READER, { DataLocation: { ResourceArn: LOCATION } }, ["DATA_LOCATION_ACCESS"]);
    expect(refusal(READER, inLake)).toBeUndefined();
  });
});

describe("what a list shows", () => {
  const TABLES = {
    TableList: ["orders", "payments"].map((name) => ({
      ...table(name),
      StorageDescriptor: { Columns: [{ Name: "id" }, { Name: "email" }] },
    })),
  };

  it("holds the tables and databases that the role may describe, and no others", () => {
    const { grant, shown } = lake();
    grant(READER, { Table: table("orders") }, ["DESCRIBE"]);

    expect(shown(READER, "GetTables", TABLES)).toEqual({ TableList: [TABLES.TableList[0]] });
    expect(shown(ADMINISTRATOR, "GetTables", TABLES)).toEqual(TABLES);
    expect(shown(READER, "GetDatabases", { DatabaseList: [{ Name: "lake" }] })).toEqual({ DatabaseList: [] });
  });

  it.each([
    ["named", { ColumnNames: ["id"] }],
    ["all but the excluded", { ColumnWildcard: { ExcludedColumnNames: ["email"] } }],
    ["all but the excluded, in whichever spelling", { ColumnWildcard: { ExcludedColumnNames: ["Email"] } }],
  ])("holds the granted columns of a table: %s", (_title, columns) => {
    const { grant, shown } = lake();
    grant(READER, { TableWithColumns: { ...table("orders"), ...columns } }, ["SELECT"]);

    expect(shown(READER, "GetTable", { Table: TABLES.TableList[0] })).toEqual({
      Table: { ...table("orders"), StorageDescriptor: { Columns: [{ Name: "id" }] } },
    });
  });
});
