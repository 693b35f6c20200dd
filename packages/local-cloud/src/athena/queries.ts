import { randomUUID } from "node:crypto";
import { GetTableCommand } from "@aws-sdk/client-glue";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Clock } from "../clock";
import type { Clients } from "../engine-clients";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  type Forward,
  jsonBody,
  jsonResponse,
  otherCall,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { ACCESS_RULES, type ReadableTable } from "./access-rules";
import { resultFile, resultPage } from "./query-results";
import { runStatement, type TrinoResult, TrinoStatementError } from "./trino-client";
import { CATALOGUE } from "./trino-server";

/** Who may read what, as Lake Formation and IAM have it. */
export interface QueryRights {
  /** Who asks: a role, or a person of the account, who may do everything. */
  readonly nameOf: (request: ServiceRequest) => string;
  /** Tables that the asking one may select from; undefined for all. */
  readonly readable: (request: ServiceRequest) => Promise<readonly ReadableTable[] | undefined>;
  /** Whether the asking one may see that there is such a table. */
  readonly sees: (request: ServiceRequest, table: Pick<ReadableTable, "database" | "table">) => boolean;
  /** Why the asking one may not do something; undefined where it may. */
  readonly refusal: (request: ServiceRequest, action: string, resource: string) => string | undefined;
  /** Clients with the keys of the asking one. */
  readonly clientsOf: (request: ServiceRequest) => Clients;
}

export interface AthenaQueriesOptions {
  readonly rights: QueryRights;
  /** Starts Trino when it is first asked for. @throws Error that says what is missing */
  readonly trino: () => Promise<{ readonly endpoint: string; readonly writeRules: (text: string) => void }>;
  readonly clock: Clock;
}

interface WorkGroup {
  readonly Configuration?: {
    readonly EnforceWorkGroupConfiguration?: boolean;
    readonly BytesScannedCutoffPerQuery?: number;
    readonly ResultConfiguration?: ResultConfiguration;
  };
}

interface ResultConfiguration {
  readonly OutputLocation?: string;
  readonly EncryptionConfiguration?: { readonly EncryptionOption: string; readonly KmsKey?: string };
}

interface StartCall {
  readonly QueryString?: string;
  readonly QueryExecutionContext?: { readonly Database?: string };
  readonly WorkGroup?: string;
  readonly ResultConfiguration?: ResultConfiguration;
}

interface Execution {
  readonly id: string;
  readonly call: StartCall;
  readonly workgroup: string;
  readonly results: ResultConfiguration & { readonly OutputLocation: string };
  readonly scanLimit: number | undefined;
  readonly submitted: number;
  readonly stopping: AbortController;
  state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  reason?: string;
  completed?: number;
  result?: TrinoResult;
}

/** Rows of a page, header included. @see https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html */
const LARGEST_PAGE = 1000;

/**
 * Runs Athena's queries in Trino, as the one who asks: with the tables and columns that Lake Formation shows it, and its
 * own rights on the catalogue and on the result location. The workgroup's location, encryption and scan limit count.
 *
 * @see https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
 */
export class AthenaQueries implements Amendment {
  private readonly executions = new Map<string, Execution>();
  private readonly readable = new Map<string, readonly ReadableTable[] | undefined>();

  constructor(private readonly options: AthenaQueriesOptions) {}

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "athena") return undefined;
    switch (request.operation) {
      case "StartQueryExecution":
        return this.start(request, forward);
      case "GetQueryExecution":
        return this.withExecution(request, (execution) => jsonResponse({ QueryExecution: described(execution) }));
      case "GetQueryResults":
        return this.withExecution(request, (execution) => this.results(request, execution));
      case "StopQueryExecution":
        return this.withExecution(request, (execution) => {
          execution.stopping.abort();
          return jsonResponse({});
        });
      default:
        return undefined;
    }
  }

  /** Ends every query that runs. */
  stop(): void {
    for (const { stopping } of this.executions.values()) stopping.abort();
  }

  private async withExecution(
    request: ServiceRequest,
    work: (execution: Execution) => ServiceResponse | Promise<ServiceResponse>,
  ): Promise<ServiceResponse> {
    const id = String(jsonBody(request)["QueryExecutionId"]);
    const execution = this.executions.get(id);
    return execution === undefined ? invalid(`QueryExecution ${id} was not found`) : work(execution);
  }

  private async start(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const call = jsonBody(request) as StartCall;
    const { WorkGroup: workgroup = "primary", QueryString: sql = "" } = call;
    if (sql.trim() === "") return invalid("QueryString must not be empty.");
    const found = await forward(otherCall(request, "GetWorkGroup", { WorkGroup: workgroup }));
    const settings = (jsonBody(found)["WorkGroup"] as WorkGroup | null | undefined)?.Configuration;
    if (found.status !== 200 || settings === undefined) return invalid(`WorkGroup ${workgroup} is not found.`);
    const own = settings.EnforceWorkGroupConfiguration === false ? call.ResultConfiguration : undefined;
    const results = own ?? settings.ResultConfiguration;
    const { OutputLocation } = results ?? {};
    if (OutputLocation === undefined || OutputLocation === "") {
      return invalid(
        "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
      );
    }
    const execution: Execution = {
      id: randomUUID(),
      call,
      workgroup,
      results: { ...results, OutputLocation },
      scanLimit: settings.BytesScannedCutoffPerQuery,
      submitted: this.options.clock.now(),
      stopping: new AbortController(),
      state: "QUEUED",
    };
    this.executions.set(execution.id, execution);
    void this.run(execution, request);
    return jsonResponse({ QueryExecutionId: execution.id });
  }

  private async run(execution: Execution, request: ServiceRequest): Promise<void> {
    const { stopping, results, id } = execution;
    try {
      const result = await this.query(execution, request);
      const { bucket, key } = objectOf(results.OutputLocation, id);
      const encryption = results.EncryptionConfiguration;
      await this.options.rights.clientsOf(request).s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: resultFile(result),
          ...(encryption?.EncryptionOption === "SSE_KMS" && {
            ServerSideEncryption: "aws:kms",
            SSEKMSKeyId: encryption.KmsKey,
          }),
        }),
      );
      execution.result = result;
      execution.state = "SUCCEEDED";
    } catch (error) {
      execution.state = stopping.signal.aborted || error instanceof ScanLimitError ? "CANCELLED" : "FAILED";
      execution.reason = error instanceof Error ? error.message : String(error);
    }
    execution.completed = this.options.clock.now();
  }

  private async query(execution: Execution, request: ServiceRequest): Promise<TrinoResult> {
    const { rights } = this.options;
    const { QueryString = "", QueryExecutionContext: context } = execution.call;
    const sql = QueryString.trim().replace(/;$/, "");
    const { endpoint, writeRules } = await this.options.trino();
    execution.state = "RUNNING";
    const user = rights.nameOf(request);
    const tables = await rights.readable(request);
    this.readable.set(user, tables);
    writeRules(ACCESS_RULES.of(this.readable));
    const statement = { user, catalogue: CATALOGUE, schema: context?.Database, signal: execution.stopping.signal };
    const { scanLimit } = execution;
    try {
      const read = await tablesRead(endpoint, { ...statement, sql });
      for (const table of read) await this.requireTable(request, table);
      return await runStatement(endpoint, {
        ...statement,
        sql,
        onRead: (bytes) => {
          if (scanLimit !== undefined && bytes > scanLimit) throw new ScanLimitError();
        },
      });
    } catch (error) {
      throw this.inAthenasWords(error, request, sql);
    }
  }

  /** What Athena does in the name of the one who asks, before it reads a table. */
  private async requireTable(request: ServiceRequest, { database, table }: TableName): Promise<void> {
    const { rights } = this.options;
    await rights.clientsOf(request).glue.send(new GetTableCommand({ DatabaseName: database, Name: table }));
    const refusal = rights.refusal(request, "lakeformation:GetDataAccess", "*");
    if (refusal !== undefined) throw new Error(refusal);
  }

  /** Trino says of a table and of a column that are not readable the same; Athena does not. */
  private inAthenasWords(error: unknown, request: ServiceRequest, sql: string): unknown {
    if (!(error instanceof TrinoStatementError)) return error;
    const { rights } = this.options;
    const [, database = "", table = ""] = /Cannot select from table \w+\.(\w+)\.(\w+)/.exec(error.message) ?? [];
    if (table === "") return new Error(`${error.code}: ${error.message}`);
    const readable = this.readable
      .get(rights.nameOf(request))
      ?.find((candidate) => candidate.database === database && candidate.table === table);
    const column = readable?.hiddenColumns.find((name) => new RegExp(`\\b${name}\\b`, "i").test(sql));
    if (column !== undefined) {
      return new Error(
        `COLUMN_NOT_FOUND: Column '${column}' cannot be resolved or requester is not authorized to access requested resources`,
      );
    }
    return rights.sees(request, { database, table })
      ? new Error(`Insufficient Lake Formation permission(s): Required Select on ${table}`)
      : new Error(`TABLE_NOT_FOUND: Table '${CATALOGUE}.${database}.${table}' does not exist`);
  }

  private async results(request: ServiceRequest, execution: Execution): Promise<ServiceResponse> {
    const { result, state, results, id } = execution;
    if (result === undefined) return invalid(`Query has not yet finished. Current state: ${state}`);
    const { bucket: Bucket, key: Key } = objectOf(results.OutputLocation, id);
    try {
      const { Body } = await this.options.rights.clientsOf(request).s3.send(new GetObjectCommand({ Bucket, Key }));
      // What is not read holds its connection, and ends the process with an error when that is closed.
      await Body?.transformToByteArray();
    } catch (error) {
      return errorResponse("AccessDeniedException", error instanceof Error ? error.message : String(error));
    }
    const { NextToken: from = "0", MaxResults: limit = LARGEST_PAGE } = jsonBody(request) as {
      readonly NextToken?: string;
      readonly MaxResults?: number;
    };
    return jsonResponse(resultPage(result, { hasHeader: hasHeader(execution), from: Number(from), limit }));
  }
}

/** @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html */
class ScanLimitError extends Error {
  constructor() {
    super("Query cancelled! : Bytes scanned limit was exceeded");
  }
}

type TableName = Pick<ReadableTable, "database" | "table">;

interface InputOutput {
  readonly inputTableColumnInfos?: readonly {
    readonly table: { readonly schemaTable: { readonly schema: string; readonly table: string } };
  }[];
}

/** The tables that a query reads; none for a statement that reads none. */
async function tablesRead(endpoint: string, statement: Parameters<typeof runStatement>[1]): Promise<TableName[]> {
  if (/^(?:show|describe|desc|explain)\b/i.test(statement.sql)) return [];
  const { rows } = await runStatement(endpoint, {
    ...statement,
    sql: `EXPLAIN (TYPE IO, FORMAT JSON)\n${statement.sql}`,
  }).catch((error: unknown) => {
    if (!(error instanceof TrinoStatementError)) throw error;
    // The statement's own lines begin one later.
    const message = error.message.replace(/\bline (\d+):/, (_, line: string) => `line ${Number(line) - 1}:`);
    throw new TrinoStatementError(error.code, message);
  });
  const { inputTableColumnInfos: inputs = [] } = JSON.parse(String(rows[0]?.[0])) as InputOutput;
  return inputs.map(({ table: { schemaTable } }) => ({ database: schemaTable.schema, table: schemaTable.table }));
}

/** Whether the first row of the result repeats the names of its columns: not for SHOW and DESCRIBE. */
function hasHeader({ call: { QueryString = "" } }: Execution): boolean {
  return !/^\s*(?:show|describe|desc|explain)\b/i.test(QueryString);
}

function described(execution: Execution) {
  const { id, call, workgroup, results, submitted, completed, state, reason, result } = execution;
  const { bucket, key } = objectOf(results.OutputLocation, id);
  return {
    QueryExecutionId: id,
    Query: call.QueryString,
    StatementType: hasHeader(execution) ? "DML" : "UTILITY",
    QueryExecutionContext: call.QueryExecutionContext,
    ResultConfiguration: { ...results, OutputLocation: `s3://${bucket}/${key}` },
    WorkGroup: workgroup,
    Status: {
      State: state,
      StateChangeReason: reason,
      SubmissionDateTime: submitted / 1000,
      CompletionDateTime: completed === undefined ? undefined : completed / 1000,
    },
    Statistics: {
      DataScannedInBytes: result?.bytesRead ?? 0,
      TotalExecutionTimeInMillis: completed === undefined ? undefined : completed - submitted,
    },
  };
}

function objectOf(location: string, id: string): { readonly bucket: string; readonly key: string } {
  const { hostname, pathname } = new URL(location);
  const prefix = pathname.slice(1).replace(/([^/])$/, "$1/");
  return { bucket: hostname, key: `${prefix}${id}.csv` };
}

function invalid(message: string): ServiceResponse {
  return errorResponse("InvalidRequestException", message);
}
