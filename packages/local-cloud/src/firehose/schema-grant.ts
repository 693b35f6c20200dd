import { allGrants, covers, type Grant } from "../amendments/lake-formation";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";

interface SchemaConfiguration {
  readonly DatabaseName?: string;
  readonly TableName?: string;
  readonly RoleARN?: string;
}

/**
 * Firehose reads the schema's table when a stream that converts to it is created or changed. Where new tables have no
 * permission of IAM's principals, Lake Formation must have granted one to the role: the provider waits two minutes for it.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/upgrade-glue-lake-formation.html
 */
export const firehoseSchemaGrant: Amendment = {
  answer(request, forward) {
    if (request.service !== "firehose") return undefined;
    if (request.operation !== "CreateDeliveryStream" && request.operation !== "UpdateDestination") return undefined;
    const schema = schemaOf(jsonBody(request));
    return schema && createWith(schema, request, forward);
  },
};

async function createWith(
  schema: SchemaConfiguration,
  request: ServiceRequest,
  forward: Forward,
): Promise<ServiceResponse> {
  const lakeFormation = asLakeFormation(request);
  if (!(await isGoverned(lakeFormation, forward))) return forward(request);
  const { DatabaseName, TableName: Name, RoleARN } = schema;
  const grants = await allGrants(lakeFormation, forward, undefined);
  const isGranted = grants.some(
    ({ Principal, Resource, Permissions }: Grant) =>
      Principal?.DataLakePrincipalIdentifier === RoleARN &&
      covers({ Table: { DatabaseName, Name } }, Resource ?? {}) &&
      (Permissions ?? []).length > 0,
  );
  if (isGranted) return forward(request);
  return errorResponse(
    "InvalidArgumentException",
    `Access was denied when calling Glue. Please ensure that the role specified in the data format conversion configuration has the necessary permissions: ${String(RoleARN)} has no Lake Formation permission (DESCRIBE) on ${String(DatabaseName)}.${String(Name)}.`,
  );
}

function schemaOf(body: Record<string, unknown>): SchemaConfiguration | undefined {
  const destination = body["ExtendedS3DestinationConfiguration"] ?? body["ExtendedS3DestinationUpdate"];
  const { DataFormatConversionConfiguration: conversion } = Object(destination) as {
    readonly DataFormatConversionConfiguration?: {
      readonly Enabled?: boolean;
      readonly SchemaConfiguration?: SchemaConfiguration;
    };
  };
  return conversion?.Enabled === false ? undefined : conversion?.SchemaConfiguration;
}

/** Whether tables are made without a permission of IAM's principals, so that Lake Formation alone decides about them. */
async function isGoverned(request: ServiceRequest, forward: Forward): Promise<boolean> {
  const response = await forward({ ...request, path: "/GetDataLakeSettings" });
  const { DataLakeSettings: settings } = jsonBody(response) as {
    readonly DataLakeSettings?: {
      readonly DataLakeAdmins?: readonly unknown[];
      readonly CreateTableDefaultPermissions?: readonly unknown[];
    };
  };
  const { DataLakeAdmins: administrators = [], CreateTableDefaultPermissions: defaults = [] } = settings ?? {};
  return administrators.length > 0 && defaults.length === 0;
}

/** A call of Lake Formation by the same caller. */
function asLakeFormation(request: ServiceRequest): ServiceRequest {
  const { authorization = "" } = request.headers;
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== "x-amz-target"));
  return {
    ...request,
    method: "POST",
    path: "/",
    headers: { ...headers, authorization: authorization.replace("/firehose/", "/lakeformation/") },
    service: "lakeformation",
    operation: "",
    body: Buffer.from("{}"),
  };
}
