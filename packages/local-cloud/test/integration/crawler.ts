import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GetCrawlerCommand,
  GetPartitionsCommand,
  StartCrawlerCommand,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { pollUntil } from "../poll-until";
import { REGION, shared } from "./cloud-under-test";
import { createRole } from "./roles";

describe("a crawler", () => {
  beforeAll(async () => {
    const { endpoint, glue, s3 } = shared.gateway;
    await s3.send(
      new CreateBucketCommand({ Bucket: "lake", CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "raw_data" } }));
    await glue.send(
      new CreateTableCommand({
        DatabaseName: "raw_data",
        TableInput: {
          Name: "events",
          PartitionKeys: [{ Name: "created_date", Type: "date" }],
          StorageDescriptor: { Location: "s3://lake/raw/events/", Columns: [{ Name: "event_uuid", Type: "string" }] },
        },
      }),
    );
    await glue.send(
      new CreateCrawlerCommand({
        Name: "raw",
        Role: await createRole(
          endpoint,
          { name: "crawler", service: "glue" },
          { Action: ["glue:BatchCreatePartition", "glue:GetPartitions", "glue:GetTable"], Resource: "*" },
          { Action: "s3:ListBucket", Resource: "arn:aws:s3:::lake" },
        ),
        Targets: { CatalogTargets: [{ DatabaseName: "raw_data", Tables: ["events"] }] },
      }),
    );
  });

  /** Puts a file into the folder of a day, and crawls. */
  async function crawlWithFileOf(date: string): Promise<void> {
    const { glue, s3 } = shared.gateway;
    const key = `raw/events/created_date=${date}/1.parquet`;
    await s3.send(new PutObjectCommand({ Bucket: "lake", Key: key, Body: "rows" }));
    await glue.send(new StartCrawlerCommand({ Name: "raw" }));
    const { Crawler: crawler } = await pollUntil(
      () => glue.send(new GetCrawlerCommand({ Name: "raw" })),
      (answer) => answer.Crawler?.State === "READY",
    );
    expect(crawler?.LastCrawl).toMatchObject({ Status: "SUCCEEDED" });
  }

  async function partitions(): Promise<unknown[]> {
    const { Partitions: found } = await shared.gateway.glue.send(
      new GetPartitionsCommand({ DatabaseName: "raw_data", TableName: "events" }),
    );
    return (found ?? [])
      .map(({ Values: values, StorageDescriptor: storage }) => [values?.join(), storage?.Location])
      .sort();
  }

  it("a run registers the folders that are new in moto's catalogue, each once", async () => {
    await crawlWithFileOf("2026-11-23");
    await crawlWithFileOf("2026-11-24");

    expect(await partitions()).toEqual([
      ["2026-11-23", "s3://lake/raw/events/created_date=2026-11-23/"],
      ["2026-11-24", "s3://lake/raw/events/created_date=2026-11-24/"],
    ]);
  });
});
