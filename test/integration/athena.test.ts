import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { CreateDatabaseCommand, CreateTableCommand, GetTablesCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  type Resource,
  type TableWithColumnsResource,
  RevokePermissionsCommand,
} from "@aws-sdk/client-lakeformation";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type LocalCloud, startLocalCloud } from "@event-lake/local-cloud";
import { parquetWriteBuffer } from "hyparquet-writer";
import { poll } from "../../tools/poll";
import { makeAndTakeRole } from "../../tools/local-deployment/taken-role";
import { ResourceNames } from "../../modules/naming";
import { environmentNamed } from "../fixtures/environments";
import { missingTrino } from "./missing-trino";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";
import { localTrino } from "../../tools/trino/local-trino";

const MINUTES = 60_000;
const dev = environmentNamed("dev");
const place = { accountId: dev.accountId, region: dev.region };
const ANALYST = `arn:aws:iam::${dev.accountId}:role/analyst`;
/** The workgroup of the fixtures' environment dev. */
const QUERIES = new ResourceNames({ prefix: dev.namePrefix, environment: dev.name, ...place }).of("queries");
const CUSTOMERS = { DatabaseName: "shop", Name: "customers" };

const missing = missingTrino();
if (missing !== undefined) process.stderr.write(`Skipped, the queries of Athena: ${missing}\n`);

let folder: string;
let cloud: LocalCloud;
let lakeFormation: LakeFormationClient;
let s3: S3Client;
let person: AthenaClient;
let analyst: AthenaClient;
let analystsGlue: GlueClient;

function workgroup(name: string): string {
  return `arn:aws:athena:${place.region}:${place.accountId}:workgroup/${name}`;
}

/** Two Parquet tables and a Delta table, which Lake Formation governs, and two workgroups. */
async function makeShop(glue: GlueClient): Promise<void> {
  const none = { CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [] };
  await lakeFormation.send(new PutDataLakeSettingsCommand({ DataLakeSettings: none }));
  for (const Bucket of ["shop", "results"]) await s3.send(new CreateBucketCommand({ Bucket }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop" } }));
  for (const table of ["customers", "orders", "history"]) {
    const file = parquetWriteBuffer({
      columnData: [
        { name: "id", data: [1, 2, 3], type: "INT32" },
        { name: "name", data: ["Ada", null, 'The "Countess"'], type: "STRING" },
      ],
    });
    await s3.send(new PutObjectCommand({ Bucket: "shop", Key: `${table}/a.parquet`, Body: Buffer.from(file) }));
    await glue.send(
      new CreateTableCommand({
        DatabaseName: "shop",
        TableInput: {
          Name: table,
          TableType: "EXTERNAL_TABLE",
          Parameters: table === "history" ? { table_type: "DELTA", "spark.sql.sources.provider": "delta" } : {},
          StorageDescriptor: {
            Columns: [
              { Name: "id", Type: "int" },
              { Name: "name", Type: "string" },
            ],
            Location: `s3://shop/${table}/`,
            InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            SerdeInfo: {
              SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
              Parameters: { path: `s3://shop/${table}/` },
            },
          },
        },
      }),
    );
    if (table === "history") await commitDelta(file.byteLength);
  }
  for (const [Name, limit] of [
    ["analysts", undefined],
    ["frugal", 10],
    [QUERIES, undefined],
  ] as const) {
    await person.send(
      new CreateWorkGroupCommand({
        Name,
        Configuration: {
          EnforceWorkGroupConfiguration: true,
          BytesScannedCutoffPerQuery: limit,
          ResultConfiguration: {
            OutputLocation: "s3://results/",
            EncryptionConfiguration: { EncryptionOption: "SSE_S3" },
          },
        },
      }),
    );
  }
}

/** @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md */
async function commitDelta(size: number): Promise<void> {
  await commit(0, [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    deltaMetaData("name"),
    { add: { path: "a.parquet", partitionValues: {}, size, modificationTime: 0, dataChange: true } },
  ]);
}

/** The job brings a new column into the table; the crawler has not run since. */
async function commitColumn(name: string): Promise<void> {
  await commit(1, [deltaMetaData("name", name)]);
}

function deltaMetaData(...texts: string[]) {
  const field = (name: string, type: string) => ({ name, type, nullable: true, metadata: {} });
  const fields = [field("id", "integer"), ...texts.map((name) => field(name, "string"))];
  const schemaString = JSON.stringify({ type: "struct", fields });
  const format = { provider: "parquet", options: {} };
  return {
    metaData: { id: "history", format, schemaString, partitionColumns: [], configuration: {}, createdTime: 0 },
  };
}

async function commit(version: number, actions: readonly object[]): Promise<void> {
  const Body = actions.map((action) => `${JSON.stringify(action)}\n`).join("");
  const Key = `history/_delta_log/${String(version).padStart(20, "0")}.json`;
  await s3.send(new PutObjectCommand({ Bucket: "shop", Key, Body }));
}

async function ended(client: AthenaClient, sql: string, group = "analysts"): Promise<QueryExecution> {
  const { QueryExecutionId } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: group,
      QueryExecutionContext: { Database: "shop" },
    }),
  );
  return poll(
    async () => {
      const { QueryExecution: execution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      return execution?.Status?.CompletionDateTime && execution;
    },
    { what: `The end of ${sql}`, deadlineMilliseconds: 8 * MINUTES, intervalMilliseconds: 100 },
  );
}

/** Rows of a query that succeeded, header included; or why it did not. */
async function outcome(client: AthenaClient, sql: string, group?: string): Promise<unknown> {
  const { QueryExecutionId, Status } = await ended(client, sql, group);
  if (Status?.State !== "SUCCEEDED") return `${Status?.State ?? ""}: ${Status?.StateChangeReason ?? ""}`;
  const { ResultSet } = await client.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return ResultSet?.Rows?.map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
}

const grant = (resource: Resource) => ({
  Principal: { DataLakePrincipalIdentifier: ANALYST },
  Resource: resource,
  Permissions: ["SELECT" as const],
});

(missing === undefined ? describe : describe.skip)("Athena", () => {
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "athena-"));
    const trino = await localTrino(() => undefined);
    cloud = await startLocalCloud({
      ...place,
      folder: path.join(folder, "cloud"),
      trino: () => Promise.resolve(trino),
    });
    const configuration = {
      endpoint: cloud.endpoint,
      region: place.region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    lakeFormation = new LakeFormationClient(configuration);
    s3 = new S3Client({ ...configuration, forcePathStyle: true });
    person = new AthenaClient(configuration);
    await makeShop(new GlueClient(configuration));
    const credentials = await makeAndTakeRole({
      endpoint: cloud.endpoint,
      region: place.region,
      roleArn: ANALYST,
      statements: [
        { actions: ["athena:*"], resources: [workgroup("analysts"), workgroup("frugal"), workgroup(QUERIES)] },
        { actions: ["glue:CreateTable", "glue:GetDatabase", "glue:GetTable", "glue:GetTables"], resources: ["*"] },
        { actions: ["lakeformation:GetDataAccess"], resources: ["*"] },
        { actions: ["s3:GetObject", "s3:PutObject"], resources: ["arn:aws:s3:::results/*"] },
      ],
    });
    await lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: ANALYST },
        Resource: { Database: { Name: "shop" } },
        Permissions: ["DESCRIBE"],
      }),
    );
    analyst = new AthenaClient({ ...configuration, credentials });
    analystsGlue = new GlueClient({ ...configuration, credentials });
  }, 15 * MINUTES);

  afterAll(async () => {
    await cloud.stop();
    rmSync(folder, { recursive: true });
  }, MINUTES);

  test(
    "a person of the account reads every table, Delta or not, and the result lies where the workgroup says",
    async () => {
      expect(await outcome(person, "SELECT id, name FROM customers ORDER BY id")).toEqual([
        ["id", "name"],
        ["1", "Ada"],
        ["2", undefined],
        ["3", 'The "Countess"'],
      ]);
      expect(await outcome(person, "SELECT count(*) AS n FROM history h JOIN orders o ON h.id = o.id")).toEqual([
        ["n"],
        ["3"],
      ]);

      const { ResultConfiguration: results, Statistics } = await ended(person, "SELECT * FROM customers WHERE id > 1");
      const [, key = ""] = /^s3:\/\/results\/(.+)$/.exec(results?.OutputLocation ?? "") ?? [];
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: "results", Key: key }));
      expect(await Body?.transformToString()).toBe('"id","name"\n"2",\n"3","The ""Countess"""\n');
      expect(Statistics?.DataScannedInBytes).toBeGreaterThan(0);
    },
    10 * MINUTES,
  );

  test(
    "a role reads what Lake Formation grants it and nothing else, and no more once the grant is taken away",
    async () => {
      expect(await outcome(analyst, "SELECT id FROM customers")).toMatch(/^FAILED: TABLE_NOT_FOUND: .*customers/);

      await lakeFormation.send(new GrantPermissionsCommand(grant({ Table: CUSTOMERS })));
      expect(await outcome(analyst, "SELECT id FROM customers WHERE id = 1")).toEqual([["id"], ["1"]]);
      expect(await outcome(analyst, "SELECT id FROM orders")).toMatch(/^FAILED: TABLE_NOT_FOUND: .*orders/);

      await lakeFormation.send(new RevokePermissionsCommand(grant({ Table: CUSTOMERS })));
      expect(await outcome(analyst, "SELECT id FROM customers")).toMatch(/^FAILED: TABLE_NOT_FOUND: .*customers/);
    },
    10 * MINUTES,
  );

  test(
    "npm run query asks as a role, and prints what it may read, why it may not, or which name was meant",
    async () => {
      const project = new ScratchProject("query");
      const query = (sql: string) =>
        runProgram(
          project.folder,
          "tools/query/main.ts",
          ["dev", sql, "--role", "analyst", "--database", "lake", "--format", "csv"],
          { env: cloud.environment },
        );
      await lakeFormation.send(new GrantPermissionsCommand(grant({ Table: CUSTOMERS })));

      const read = await query("SELECT id, name FROM shop.customers ORDER BY id");
      const refused = await query("SELECT id FROM shop.orders");
      const misspelt = await query("SELECT id FROM shop.custmers");

      await lakeFormation.send(new RevokePermissionsCommand(grant({ Table: CUSTOMERS })));
      project.remove();
      expect(read.output).toContain('id,name\n1,Ada\n2,\n3,"The ""Countess"""\n');
      expect(read.exitCode).toBe(0);
      expect(refused.output).toContain("TABLE_NOT_FOUND");
      expect(refused.exitCode).toBe(1);
      expect(misspelt.output).toContain("Did you mean customers?");
    },
    10 * MINUTES,
  );

  test.each<[string, () => Promise<Resource>]>([
    [
      "an LF-tag of the table",
      async () => {
        await lakeFormation.send(new CreateLFTagCommand({ TagKey: "team", TagValues: ["sales"] }));
        const LFTags = [{ TagKey: "team", TagValues: ["sales"] }];
        const orders = { Table: { DatabaseName: "shop", Name: "orders" } };
        await lakeFormation.send(new AddLFTagsToResourceCommand({ Resource: orders, LFTags }));
        return { LFTagPolicy: { ResourceType: "TABLE", Expression: LFTags } };
      },
    ],
    ["all tables of the database", () => Promise.resolve({ Table: { DatabaseName: "shop", TableWildcard: {} } })],
  ])(
    "a grant on %s decides",
    async (_title, makeResource) => {
      const resource = await makeResource();
      await lakeFormation.send(new GrantPermissionsCommand(grant(resource)));
      expect(await outcome(analyst, "SELECT count(*) AS n FROM orders")).toEqual([["n"], ["3"]]);

      await lakeFormation.send(new RevokePermissionsCommand(grant(resource)));
      expect(await outcome(analyst, "SELECT count(*) AS n FROM orders")).toMatch(/^FAILED: TABLE_NOT_FOUND: /);
    },
    10 * MINUTES,
  );

  test.each<[table: string, kind: string, columns: Partial<TableWithColumnsResource>]>([
    ["customers", "named", { ColumnNames: ["id"] }],
    ["history", "named", { ColumnNames: ["id"] }],
    ["customers", "excluded", { ColumnWildcard: { ExcludedColumnNames: ["name", "unknown_fields"] } }],
    ["history", "excluded", { ColumnWildcard: { ExcludedColumnNames: ["Name", "unknown_fields"] } }],
  ])(
    "a column of %s that is not granted, by %s columns, is in no result and in no list",
    async (table, _kind, granted) => {
      const columns = { TableWithColumns: { DatabaseName: "shop", Name: table, ...granted } };
      await lakeFormation.send(new GrantPermissionsCommand(grant(columns)));

      expect(await outcome(analyst, `SELECT * FROM ${table} WHERE id = 3`)).toEqual([["id"], ["3"]]);
      expect(await outcome(analyst, `SELECT name FROM ${table}`)).toBe(
        "FAILED: COLUMN_NOT_FOUND: Column 'name' cannot be resolved or requester is not authorized to access requested resources",
      );
      const { TableList = [] } = await analystsGlue.send(new GetTablesCommand({ DatabaseName: "shop" }));
      expect(TableList.map(({ Name, StorageDescriptor }) => [Name, StorageDescriptor?.Columns?.length])).toEqual([
        [table, 1],
      ]);

      await lakeFormation.send(new RevokePermissionsCommand(grant(columns)));
    },
    10 * MINUTES,
  );

  test(
    "an excluded column that the table has and the catalogue does not know yet cannot be selected",
    async () => {
      await commitColumn("secret");
      const excluded = { ColumnWildcard: { ExcludedColumnNames: ["secret"] } };
      const columns = { TableWithColumns: { DatabaseName: "shop", Name: "history", ...excluded } };
      await lakeFormation.send(new GrantPermissionsCommand(grant(columns)));

      expect(await outcome(person, "SELECT secret FROM history WHERE id = 1")).toEqual([["secret"], [undefined]]);
      expect(await outcome(analyst, "SELECT secret FROM history")).toMatch(/^FAILED: COLUMN_NOT_FOUND: /);
      expect(await outcome(analyst, "SELECT * FROM history WHERE id = 1")).toEqual([
        ["id", "name"],
        ["1", "Ada"],
      ]);

      await lakeFormation.send(new RevokePermissionsCommand(grant(columns)));
    },
    10 * MINUTES,
  );

  test("a table is made with a grant on its database and one on its location, and with neither alone", async () => {
    const Location = "s3://shop/made/";
    const ResourceArn = "arn:aws:s3:::shop/made";
    const create = () =>
      analystsGlue
        .send(
          new CreateTableCommand({
            DatabaseName: "shop",
            TableInput: { Name: "made", StorageDescriptor: { Location } },
          }),
        )
        .then(
          () => "made",
          (error: unknown) => String(error),
        );
    const permit = (resource: Resource, permission: "CREATE_TABLE" | "DATA_LOCATION_ACCESS") =>
      lakeFormation.send(new GrantPermissionsCommand({ ...grant(resource), Permissions: [permission] }));
    await lakeFormation.send(new RegisterResourceCommand({ ResourceArn, UseServiceLinkedRole: true }));

    await permit({ DataLocation: { ResourceArn } }, "DATA_LOCATION_ACCESS");
    expect(await create()).toContain("Insufficient Lake Formation permission(s): Required Create Table on shop");
    await lakeFormation.send(
      new RevokePermissionsCommand({
        ...grant({ DataLocation: { ResourceArn } }),
        Permissions: ["DATA_LOCATION_ACCESS"],
      }),
    );
    await permit({ Database: { Name: "shop" } }, "CREATE_TABLE");
    expect(await create()).toContain(`Insufficient Lake Formation permission(s) on ${Location}`);
    await permit({ DataLocation: { ResourceArn } }, "DATA_LOCATION_ACCESS");
    expect(await create()).toBe("made");
  });

  test(
    "a query that scans more than its workgroup allows is ended",
    async () => {
      expect(await outcome(person, "SELECT * FROM customers", "frugal")).toBe(
        "CANCELLED: Query cancelled! : Bytes scanned limit was exceeded",
      );
    },
    10 * MINUTES,
  );

  test(
    "a query can be stopped, and wrong SQL fails with what is wrong",
    async () => {
      const { QueryExecutionId } = await person.send(
        new StartQueryExecutionCommand({
          QueryString: "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a CROSS JOIN UNNEST(sequence(1, 10000)) b",
          WorkGroup: "analysts",
        }),
      );
      await person.send(new StopQueryExecutionCommand({ QueryExecutionId }));

      const state = await poll(
        async () => {
          const { QueryExecution } = await person.send(new GetQueryExecutionCommand({ QueryExecutionId }));
          return QueryExecution?.Status?.CompletionDateTime && QueryExecution.Status.State;
        },
        { what: "The stopped query", deadlineMilliseconds: MINUTES },
      );

      expect(state).toBe("CANCELLED");
      expect(await outcome(person, "SELECT nothing FROM customers")).toMatch(
        /^FAILED: COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved/,
      );
    },
    10 * MINUTES,
  );
});
