import { GlueClient, type BatchCreatePartitionCommandInput, type Table } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import type { Crawler } from "../../src/crawler/crawlers";
import { PartitionCrawl } from "../../src/crawler/partition-crawl";
import { serveCatalogue, type CatalogueContent } from "./fake-catalogue";

const EVENTS: Table = {
  Name: "events",
  PartitionKeys: [{ Name: "tenant" }, { Name: "created_date" }],
  StorageDescriptor: { Location: "s3://lake/raw/events/", InputFormat: "parquet", Columns: [{ Name: "event_uuid" }] },
};

function crawlerOf(...tables: string[]): Crawler {
  const Role = "arn:aws:iam::123456789012:role/raw";
  return { Name: "raw", Role, Targets: { CatalogTargets: [{ DatabaseName: "raw_data", Tables: tables }] } };
}

/** Runs a crawl over a catalogue and a bucket. */
async function crawl(content: CatalogueContent, crawler = crawlerOf("events")) {
  const { server, created } = await serveCatalogue(content);
  const configuration = {
    endpoint: server.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const glue = new GlueClient(configuration);
  const s3 = new S3Client({ ...configuration, forcePathStyle: true });
  try {
    await new PartitionCrawl(() => ({ glue, s3 })).run(crawler);
    return created;
  } finally {
    glue.destroy();
    s3.destroy();
    await server.close();
  }
}

function partitionValues(created: readonly BatchCreatePartitionCommandInput[]): (string[] | undefined)[] {
  return created.flatMap(({ PartitionInputList: list }) => (list ?? []).map(({ Values: values }) => values));
}

it("registers a folder once, with the values of its keys, its own location and the table's format", async () => {
  const folder = "raw/events/tenant=a/created_date=2026-11-24/";

  const created = await crawl({ tables: [EVENTS], keys: [`${folder}1.parquet`, `${folder}2.parquet`] });

  expect(created).toEqual([
    {
      DatabaseName: "raw_data",
      TableName: "events",
      PartitionInputList: [
        {
          Values: ["a", "2026-11-24"],
          StorageDescriptor: { ...EVENTS.StorageDescriptor, Location: `s3://lake/${folder}` },
        },
      ],
    },
  ]);
});

it("leaves partitions alone that the catalogue knows", async () => {
  const created = await crawl({
    tables: [EVENTS],
    partitions: [["a", "2026-11-23"]],
    keys: [
      "raw/events/tenant=a/created_date=2026-11-23/1.parquet",
      "raw/events/tenant=a/created_date=2026-11-24/1.parquet",
    ],
  });

  expect(partitionValues(created)).toEqual([["a", "2026-11-24"]]);
});

it("asks for nothing when there is nothing new", async () => {
  expect(await crawl({ tables: [EVENTS] })).toEqual([]);
});

it("takes no folder for a partition that is named otherwise, lacks a key or lies elsewhere", async () => {
  const created = await crawl({
    tables: [EVENTS],
    keys: [
      "raw/events/1.parquet",
      "raw/events/created_date=2026-11-24/1.parquet",
      "raw/events/tenant=a/1.parquet",
      "raw/events/tenant=/created_date=2026-11-24/1.parquet",
      "raw/events_of_others/tenant=a/created_date=2026-11-24/1.parquet",
    ],
  });

  expect(created).toEqual([]);
});

it("reads every page of a bucket's list, and registers 100 partitions a call", async () => {
  const keys = Array.from({ length: 250 }, (_, tenant) => `raw/events/tenant=${tenant}/created_date=2026-11-24/1`);

  const created = await crawl({ tables: [EVENTS], keys });

  expect(created.map(({ PartitionInputList: list }) => list?.length)).toEqual([100, 100, 50]);
  expect(new Set(partitionValues(created).map((values) => values?.[0])).size).toBe(250);
});

it("crawls every table of its targets, and passes over one without partitions", async () => {
  const plain: Table = { Name: "plain", StorageDescriptor: { Location: "s3://lake/raw/plain/" } };
  const other: Table = { ...EVENTS, Name: "other", StorageDescriptor: { Location: "s3://lake/raw/other" } };
  const keys = ["raw/plain/1", "raw/other/tenant=a/created_date=2026-11-24/1"];

  const created = await crawl({ tables: [EVENTS, plain, other], keys }, crawlerOf("plain", "events", "other"));

  expect(created.map(({ TableName: name }) => name)).toEqual(["other"]);
});

describe("fails, and says why,", () => {
  it("for a table that does not exist", async () => {
    await expect(crawl({ tables: [] })).rejects.toThrow("Table events not found.");
  });

  it("for a table that does not lie in S3", async () => {
    await expect(crawl({ tables: [{ ...EVENTS, StorageDescriptor: {} }] })).rejects.toThrow(
      'Table raw_data.events has the location "". A crawler reads s3://<bucket>/<prefix>/: set it.',
    );
  });
});
