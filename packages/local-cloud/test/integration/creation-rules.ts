import { CreateDeliveryStreamCommand, DeleteDeliveryStreamCommand } from "@aws-sdk/client-firehose";
import { CreateDatabaseCommand, CreateTableCommand, DeleteDatabaseCommand } from "@aws-sdk/client-glue";
import { GrantPermissionsCommand, PutDataLakeSettingsCommand } from "@aws-sdk/client-lakeformation";
import { ACCOUNT, REGION, shared } from "./cloud-under-test";
import { createRole } from "./roles";

describe("a delivery stream", () => {
  const govern = (administrators: readonly string[]) =>
    shared.gateway.lakeFormation.send(
      new PutDataLakeSettingsCommand({
        DataLakeSettings: {
          DataLakeAdmins: administrators.map((arn) => ({ DataLakePrincipalIdentifier: arn })),
        },
      }),
    );

  beforeAll(async () => {
    const { glue } = shared.gateway;
    await govern([`arn:aws:iam::${ACCOUNT}:role/administrator`]);
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "governed" } }));
    await glue.send(new CreateTableCommand({ DatabaseName: "governed", TableInput: { Name: "schema" } }));
  });
  afterAll(async () => {
    await shared.gateway.glue.send(new DeleteDatabaseCommand({ Name: "governed" }));
    await govern([]);
  });

  const create = (RoleARN: string) =>
    shared.gateway.firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: "governed",
        ExtendedS3DestinationConfiguration: {
          RoleARN,
          BucketARN: "arn:aws:s3:::lake",
          BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
          DataFormatConversionConfiguration: {
            Enabled: true,
            SchemaConfiguration: { RoleARN, DatabaseName: "governed", TableName: "schema", Region: REGION },
            InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
            OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
          },
        },
      }),
    );

  it("is made once Lake Formation lets its role read the schema, and not before", async () => {
    const { endpoint, lakeFormation, firehose } = shared.gateway;
    const role = await createRole(endpoint, { name: "governed", service: "firehose" });

    await expect(create(role)).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message: expect.stringContaining("Access was denied when calling Glue.") as string,
    });
    await lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: role },
        Resource: { Table: { DatabaseName: "governed", Name: "schema" } },
        Permissions: ["DESCRIBE"],
      }),
    );
    await create(role);
    await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: "governed" }));
  });

  it("is refused a role that Firehose cannot take", async () => {
    const role = await createRole(shared.gateway.endpoint, { name: "of-lambda", service: "lambda" });

    await expect(create(role)).rejects.toMatchObject({
      name: "InvalidArgumentException",
      message: expect.stringContaining(`Firehose is unable to assume role ${role}.`) as string,
    });
  });
});
