import type { BatchCreatePartitionCommandInput, Table } from "@aws-sdk/client-glue";
import { listenOnLoopback, type LoopbackServer } from "../../src/gateway/loopback-server";
import {
  errorResponse,
  jsonBody,
  jsonResponse,
  type ServiceRequest,
  type ServiceResponse,
} from "../../src/gateway/service-message";

/** Keys on one page of a bucket's list. */
const PAGE = 100;

/** What the catalogue and the bucket hold. */
export interface CatalogueContent {
  readonly tables: readonly Table[];
  /** Values of the partitions that the catalogue knows. */
  readonly partitions?: readonly (readonly string[])[];
  /** Objects of every bucket. */
  readonly keys?: readonly string[];
}

/** Glue and S3 in one server, as far as a crawl asks them, with the BatchCreatePartition calls that it got. */
export async function serveCatalogue(
  content: CatalogueContent,
): Promise<{ readonly server: LoopbackServer; readonly created: BatchCreatePartitionCommandInput[] }> {
  const created: BatchCreatePartitionCommandInput[] = [];
  const glue = (request: ServiceRequest): ServiceResponse => {
    const body = jsonBody(request);
    switch (request.operation) {
      case "GetTable": {
        const table = content.tables.find(({ Name: name }) => name === body["Name"]);
        return table
          ? jsonResponse({ Table: table })
          : errorResponse("EntityNotFoundException", `Table ${String(body["Name"])} not found.`);
      }
      case "GetPartitions":
        return jsonResponse({ Partitions: (content.partitions ?? []).map((values) => ({ Values: values })) });
      case "BatchCreatePartition":
        created.push(JSON.parse(request.body.toString()) as BatchCreatePartitionCommandInput);
        return jsonResponse({ Errors: [] });
      default:
        return errorResponse("UnknownOperationException", request.operation);
    }
  };
  const list = ({ path }: ServiceRequest): ServiceResponse => {
    const query = new URL(path, "http://127.0.0.1").searchParams;
    const start = Number(query.get("continuation-token") ?? 0);
    const keys = (content.keys ?? []).filter((key) => key.startsWith(query.get("prefix") ?? ""));
    const more = start + PAGE < keys.length;
    const contents = keys.slice(start, start + PAGE).map((key) => `<Contents><Key>${key}</Key></Contents>`);
    const next = more ? `<NextContinuationToken>${start + PAGE}</NextContinuationToken>` : "";
    const body = `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`;
    return { status: 200, headers: { "content-type": "application/xml" }, body: Buffer.from(body) };
  };
  const server = await listenOnLoopback({
    handle: (request) => Promise.resolve(request.service === "glue" ? glue(request) : list(request)),
    onRefused: () => undefined,
  });
  return { server, created };
}
