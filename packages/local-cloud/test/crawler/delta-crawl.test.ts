import {
  CreateTableCommand,
  GetTableCommand,
  UpdateTableCommand,
  type GlueClient,
  type TableInput,
} from "@aws-sdk/client-glue";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { type Crawler, crawlTargets } from "../../src/crawler/crawlers";
import { DeltaCrawl, deltaColumns } from "../../src/crawler/delta-crawl";

describe("delta crawl", () => {
  type Objects = Readonly<Record<string, string>>;

  /** Objects of the bucket `lake`. */
  class Bucket extends S3Client {
    constructor(private readonly objects: Objects) {
      super({ region: "eu-central-1" });
    }

    override send(command: unknown): never {
      return this.answer(command) as never;
    }

    private answer(command: unknown): Promise<unknown> {
      if (command instanceof ListObjectsV2Command) {
        const { Prefix = "" } = command.input;
        const keys = Object.keys(this.objects).filter((key) => key.startsWith(Prefix));
        return Promise.resolve({ Contents: keys.map((Key) => ({ Key })) });
      }
      const { Key = "" } = (command as GetObjectCommand).input;
      return Promise.resolve({ Body: { transformToString: () => Promise.resolve(this.objects[Key] ?? "") } });
    }
  }

  /** The catalogue's tables, by name. */
  function catalogue(tables: Map<string, TableInput>) {
    const changes: string[] = [];
    const send = (command: CreateTableCommand | GetTableCommand | UpdateTableCommand) => {
      if (command instanceof GetTableCommand) {
        const table = tables.get(command.input.Name ?? "");
        if (table) return Promise.resolve({ Table: table });
        return Promise.reject(Object.assign(new Error("not found"), { name: "EntityNotFoundException" }));
      }
      const { TableInput: table, DatabaseName: database } = command.input;
      changes.push(
        `${command instanceof CreateTableCommand ? "create" : "update"} ${database ?? ""}.${table?.Name ?? ""}`,
      );
      if (table?.Name !== undefined) tables.set(table.Name, table);
      return Promise.resolve({});
    };
    return { glue: { send } as never as GlueClient, changes };
  }

  const commit = (version: number, ...actions: object[]): [string, string] => [
    `lake/heartbeat_event/_delta_log/${String(version).padStart(20, "0")}.json`,
    actions.map((action) => JSON.stringify(action)).join("\n"),
  ];
  const metaData = (...columns: string[]) => ({
    metaData: { schemaString: JSON.stringify({ fields: columns.map((name) => ({ name, type: "string" })) }) },
  });
  const crawler: Crawler = {
    Name: "delta",
    Role: "arn:aws:iam::123456789012:role/delta",
    DatabaseName: "data_lake",
    Targets: {
      DeltaTargets: [
        {
          DeltaTables: ["s3://lake/lake/heartbeat_event/", "s3://lake/lake/quarantine/"],
          CreateNativeDeltaTable: true,
          WriteManifest: false,
        },
      ],
    },
    SchemaChangePolicy: { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "LOG" },
  };

  async function crawl(objects: Objects, tables = new Map<string, TableInput>(), changed: Partial<Crawler> = {}) {
    const { glue, changes } = catalogue(tables);
    await crawlTargets([new DeltaCrawl(() => ({ glue, s3: new Bucket(objects) }))]).run({ ...crawler, ...changed });
    return { changes, tables };
  }

  test("a table that has a log is registered as a native Delta table; a folder without one is passed over", async () => {
    const objects = Object.fromEntries([
      commit(0, { protocol: {} }, metaData("event_uuid", "created_date")),
      commit(1, { add: {} }),
    ]);

    const { changes, tables } = await crawl(objects);

    expect(changes).toEqual(["create data_lake.heartbeat_event"]);
    expect(tables.get("heartbeat_event")).toMatchObject({
      TableType: "EXTERNAL_TABLE",
      Parameters: { "spark.sql.sources.provider": "delta", classification: "delta", "delta.lastUpdateVersion": "1" },
      StorageDescriptor: {
        Location: "s3://lake/lake/heartbeat_event/",
        Columns: [
          { Name: "event_uuid", Type: "string" },
          { Name: "created_date", Type: "string" },
        ],
      },
      PartitionKeys: [],
    });
  });

  test("a column that came by a later commit is added, and a second run changes nothing", async () => {
    const first = Object.fromEntries([commit(0, metaData("a"))]);
    const { tables } = await crawl(first);
    const second = { ...first, ...Object.fromEntries([commit(1, { add: {} }), commit(2, metaData("a", "b"))]) };

    expect((await crawl(second, tables)).changes).toEqual(["update data_lake.heartbeat_event"]);
    expect(tables.get("heartbeat_event")?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(["a", "b"]);
    expect((await crawl(second, tables)).changes).toEqual([]);
  });

  test("a crawler that only logs changes leaves a registered table as it is", async () => {
    const { tables } = await crawl(Object.fromEntries([commit(0, metaData("a"))]));
    const later = Object.fromEntries([commit(0, metaData("a")), commit(1, metaData("a", "b"))]);

    expect((await crawl(later, tables, { SchemaChangePolicy: { UpdateBehavior: "LOG" } })).changes).toEqual([]);
  });

  test("a table of the same name at another place is not touched", async () => {
    const tables = new Map([
      ["heartbeat_event", { Name: "heartbeat_event", StorageDescriptor: { Location: "s3://other/" } }],
    ]);

    await expect(crawl(Object.fromEntries([commit(0, metaData("a"))]), tables)).rejects.toThrow(
      "Crawler delta: table data_lake.heartbeat_event is at s3://other/ already. Remove one of the two.",
    );
  });

  test("a log whose schema is only in a checkpoint is refused, and not guessed", async () => {
    await expect(crawl(Object.fromEntries([commit(11, { add: {} })]))).rejects.toThrow(
      "s3://lake/lake/heartbeat_event/: no commit of its log that is left has the schema",
    );
  });

  test("tables with manifests, and targets of another kind, are refused", async () => {
    const withManifest = { DeltaTargets: [{ DeltaTables: [], CreateNativeDeltaTable: false, WriteManifest: true }] };
    const others = { S3Targets: [{ Path: "s3://lake/raw/" }] };

    await expect(crawl({}, new Map(), { Targets: withManifest })).rejects.toThrow("registers native Delta tables only");
    await expect(crawl({}, new Map(), { Targets: others } as Partial<Crawler>)).rejects.toThrow(
      "Crawler delta: the local cloud crawls catalogue and Delta targets only, got S3Targets.",
    );
  });
});

describe("delta columns", () => {
  test("every type of Delta has its name in the catalogue, nested ones included", () => {
    const schema = {
      type: "struct",
      fields: [
        { name: "a", type: "long", nullable: true, metadata: {} },
        { name: "b", type: "integer" },
        { name: "c", type: "decimal(10,2)" },
        { name: "d", type: "timestamp_ntz" },
        { name: "e", type: { type: "array", elementType: "short", containsNull: true } },
        { name: "f", type: { type: "map", keyType: "string", valueType: "byte" } },
        { name: "g", type: { type: "struct", fields: [{ name: "x", type: { type: "array", elementType: "long" } }] } },
        { name: "created_date", type: "date" },
      ],
    };

    expect(deltaColumns(JSON.stringify(schema)).map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      "a bigint",
      "b int",
      "c decimal(10,2)",
      "d timestamp",
      "e array<smallint>",
      "f map<string,tinyint>",
      "g struct<x:array<bigint>>",
      "created_date date",
    ]);
  });
});
