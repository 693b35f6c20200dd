import { SchemaGrant } from "../../src/firehose/schema-grant";
import { jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, targetCall } from "../gateway/service-call";

const ROLE = "arn:aws:iam::123456789012:role/delivery";
const SCHEMA = { DatabaseName: "raw_data", TableName: "delivery_schema", RoleARN: ROLE };
const converting = (conversion: object) => ({ DataFormatConversionConfiguration: conversion });
const emulator = fakeEmulator(() => jsonResponse({ DeliveryStreamARN: "arn" }));

/** Lets one role describe one table. */
const grants = new SchemaGrant(
  (roleArn, { database, table }) => roleArn === ROLE && database === "raw_data" && table === "delivery_schema",
);

async function create(conversion: object) {
  const request = targetCall("firehose", "CreateDeliveryStream", {
    DeliveryStreamName: "delivery",
    ExtendedS3DestinationConfiguration: converting(conversion),
  });
  return json((await grants.answer(request, emulator.forward)) ?? { body: Buffer.from('"left alone"') });
}

test("a stream whose role may describe the schema's table is created", async () => {
  expect(await create({ SchemaConfiguration: SCHEMA })).toEqual({ DeliveryStreamARN: "arn" });
});

test.each([
  ["another role", { RoleARN: `${ROLE}2` }],
  ["another table", { TableName: "other" }],
])("a stream is refused in Firehose's words with %s than the granted one", async (_title, other) => {
  expect(await create({ SchemaConfiguration: { ...SCHEMA, ...other } })).toMatchObject({
    __type: "InvalidArgumentException",
    message: expect.stringMatching(
      /^Access was denied when calling Glue\. .* no Lake Formation permission \(DESCRIBE\) on raw_data\.\w+\.$/,
    ) as string,
  });
});

test("a change of the destination asks for the grant, too", async () => {
  const update = {
    DeliveryStreamName: "delivery",
    ExtendedS3DestinationUpdate: converting({ SchemaConfiguration: { ...SCHEMA, TableName: "other" } }),
  };

  const answer = await grants.answer(targetCall("firehose", "UpdateDestination", update), emulator.forward);

  expect(json(answer)).toMatchObject({ __type: "InvalidArgumentException" });
});

test("a stream that converts nothing is left alone", async () => {
  expect(await create({ Enabled: false, SchemaConfiguration: SCHEMA })).toBe("left alone");
});
