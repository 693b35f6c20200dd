import { setTimeout as wait } from "node:timers/promises";

/** A statement that Trino refused, or could not carry out. */
export class TrinoStatementError extends Error {
  /** @param code for example `COLUMN_NOT_FOUND` */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "TrinoStatementError";
  }
}

export interface TrinoColumn {
  readonly name: string;
  /** For example `decimal(10,2)`. */
  readonly type: string;
}

export interface TrinoResult {
  readonly columns: readonly TrinoColumn[];
  readonly rows: readonly (readonly unknown[])[];
  readonly bytesRead: number;
}

export interface TrinoStatement {
  readonly sql: string;
  /** Whose access rules apply. */
  readonly user: string;
  readonly catalogue: string;
  readonly schema?: string;
  /** Ends the statement on the server, too. */
  readonly signal?: AbortSignal;
  /** Called with what was read so far; what it throws ends the statement. */
  readonly onRead?: (bytes: number) => void;
}

interface Answer {
  readonly nextUri?: string;
  readonly columns?: readonly TrinoColumn[];
  readonly data?: readonly (readonly unknown[])[];
  readonly stats?: { readonly physicalInputBytes?: number };
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** A node announces itself every few seconds, and is missed when a busy machine lets it be late. */
const NODES_DEADLINE_MILLISECONDS = 60_000;
const NODES_RETRY_MILLISECONDS = 250;

/**
 * Runs one statement, and again while Trino misses its only node, which Athena's users never see. The public client brings
 * a second HTTP library for these lines.
 *
 * @param endpoint of a server on this machine
 * @throws TrinoStatementError, or what `onRead` throws, or the signal's reason
 * @see https://trino.io/docs/476/develop/client-protocol.html
 */
export async function runStatement(endpoint: string, statement: TrinoStatement): Promise<TrinoResult> {
  const deadline = Date.now() + NODES_DEADLINE_MILLISECONDS;
  for (;;) {
    try {
      return await runOnce(endpoint, statement);
    } catch (error) {
      const noNodes = error instanceof TrinoStatementError && error.code === "NO_NODES_AVAILABLE";
      if (!noNodes || Date.now() > deadline) throw error;
      await wait(NODES_RETRY_MILLISECONDS, undefined, { signal: statement.signal });
    }
  }
}

async function runOnce(endpoint: string, statement: TrinoStatement): Promise<TrinoResult> {
  const { sql, user, catalogue, schema, signal, onRead = () => undefined } = statement;
  const headers = {
    "x-trino-user": user,
    "x-trino-catalog": catalogue,
    ...(schema !== undefined && { "x-trino-schema": schema }),
    "x-trino-time-zone": "UTC",
    "x-trino-source": "athena",
  };
  let answer = await ask(`${endpoint}/v1/statement`, { method: "POST", headers, body: sql });
  let columns: readonly TrinoColumn[] = [];
  const rows: (readonly unknown[])[] = [];
  let bytesRead = 0;
  try {
    for (;;) {
      if (answer.error) throw new TrinoStatementError(answer.error.errorName, answer.error.message);
      columns = answer.columns ?? columns;
      rows.push(...(answer.data ?? []));
      bytesRead = answer.stats?.physicalInputBytes ?? bytesRead;
      onRead(bytesRead);
      signal?.throwIfAborted();
      if (answer.nextUri === undefined) return { columns, rows, bytesRead };
      answer = await ask(answer.nextUri, { headers });
    }
  } catch (error) {
    if (answer.nextUri !== undefined) await fetch(answer.nextUri, { method: "DELETE", headers }).catch(() => undefined);
    throw error;
  }
}

async function ask(uri: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(uri, request);
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
