import type { CatalogueObject } from "@event-lake/aws-rights";
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
export class SchemaGrant implements Amendment {
  constructor(private readonly mayDescribe: (roleArn: string, table: CatalogueObject) => boolean) {}

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "firehose") return undefined;
    if (request.operation !== "CreateDeliveryStream" && request.operation !== "UpdateDestination") return undefined;
    const schema = schemaOf(jsonBody(request));
    if (schema === undefined) return undefined;
    const { DatabaseName: database = "", TableName: table = "", RoleARN: roleArn = "" } = schema;
    if (this.mayDescribe(roleArn, { database, table })) return forward(request);
    const message = `Access was denied when calling Glue. Please ensure that the role specified in the data format conversion configuration has the necessary permissions: ${roleArn} has no Lake Formation permission (DESCRIBE) on ${database}.${table}.`;
    return Promise.resolve(errorResponse("InvalidArgumentException", message));
  }
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
