import { firehoseSchemaGrant } from "../../src/firehose/schema-grant";
import { jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, targetCall } from "../gateway/service-call";

const ROLE = "arn:aws:iam::123456789012:role/delivery";
const SCHEMA = { DatabaseName: "raw_data", TableName: "delivery_schema", RoleARN: ROLE };
const TABLE = { Table: { DatabaseName: "raw_data", Name: "delivery_schema" } };
const converting = (conversion: object) => ({ DataFormatConversionConfiguration: conversion });

/** A moto whose Lake Formation has an administrator, and these grants. */
function moto(grants: readonly object[], defaults: readonly object[] = []) {
  return fakeEmulator(({ path, headers }) => {
    if (path === "/") return jsonResponse({ DeliveryStreamARN: "arn" });
    if (!String(headers.authorization).includes("/lakeformation/")) return jsonResponse({}, 500);
    return path === "/GetDataLakeSettings"
      ? jsonResponse({ DataLakeSettings: { DataLakeAdmins: [{}], CreateTableDefaultPermissions: defaults } })
      : jsonResponse({ PrincipalResourcePermissions: grants });
  });
}

const grantTo = (principal: string, Resource: object) => ({
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource,
  Permissions: ["DESCRIBE"],
});

async function create(emulator: ReturnType<typeof moto>, conversion: object = { SchemaConfiguration: SCHEMA }) {
  const request = targetCall("firehose", "CreateDeliveryStream", {
    DeliveryStreamName: "delivery",
    ExtendedS3DestinationConfiguration: converting(conversion),
  });
  return json((await firehoseSchemaGrant.answer(request, emulator.forward)) ?? { body: Buffer.from('"left alone"') });
}

test("a stream whose role may describe the schema's table is created", async () => {
  expect(await create(moto([grantTo(ROLE, TABLE)]))).toEqual({ DeliveryStreamARN: "arn" });
});

test.each([
  ["nobody", []],
  ["another role", [grantTo(`${ROLE}2`, TABLE)]],
  ["the role, on another table", [grantTo(ROLE, { Table: { DatabaseName: "raw_data", Name: "other" } })]],
])("a stream is refused in Firehose's words when the grant is to %s", async (_title, grants) => {
  expect(await create(moto(grants))).toMatchObject({
    __type: "InvalidArgumentException",
    message: expect.stringMatching(
      /^Access was denied when calling Glue\. .* no Lake Formation permission \(DESCRIBE\) on raw_data\.delivery_schema\.$/,
    ) as string,
  });
});

test("a change of the destination asks for the grant, too", async () => {
  const update = {
    DeliveryStreamName: "delivery",
    ExtendedS3DestinationUpdate: converting({ SchemaConfiguration: SCHEMA }),
  };

  const answer = await firehoseSchemaGrant.answer(
    targetCall("firehose", "UpdateDestination", update),
    moto([]).forward,
  );

  expect(json(answer)).toMatchObject({ __type: "InvalidArgumentException" });
});

test("no grant is needed where IAM decides about new tables, or nothing is converted", async () => {
  expect(await create(moto([], [{ Principal: "IAM_ALLOWED_PRINCIPALS" }]))).toEqual({ DeliveryStreamARN: "arn" });
  expect(await create(moto([]), { Enabled: false, SchemaConfiguration: SCHEMA })).toBe("left alone");
});
