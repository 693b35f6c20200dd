import { EntityNotFoundException, GetTableCommand } from "@aws-sdk/client-glue";
import { PutRecordsCommand } from "@aws-sdk/client-kinesis";
import type { Environment } from "../../environments/schema";
import { LATE_TABLE, QUARANTINE_TABLE, REJECTED_TABLE } from "../../lambda-src/interface";
import { requireQuietAlarms, waitForMetrics } from "../cloudwatch-checks";
import { lakeNames } from "../lake-names";
import { poll } from "../poll";
import { runCrawler, runJob } from "../glue-runs";
import { queryAthena } from "../query/athena-query";
import type { Probe, ProbeRecord } from "./probe";
import { takeProbeMessages } from "./probe-messages";
import type { Station, StationsProps } from "./station";
import type { VerifyClients } from "./verify-clients";

/** Firehose may take half again as long as its buffers say. @see https://docs.aws.amazon.com/firehose/latest/dev/buffering.html */
const LONGER_THAN_BUFFERS = 1.5;
/** Seconds beyond them until an object must be there. */
const DELIVERY_SLACK = 300;
/** Seconds beyond them that are waited where nothing says that an object is there. */
const IN_LAKE_SLACK = 30;
const SECOND = 1000;
const QUEUE_DEADLINE = 300 * SECOND;

/** The stations of an environment's mode. */
export function stationsOf(props: StationsProps): readonly Station[] {
  const inFlight = props.environment.processing === "in-flight";
  return [
    stream(props),
    ...(inFlight ? [duplicates(props), quarantineQueue(props), rawTable(props)] : []),
    curation(props),
    catalogue(props),
    deltaTable(props),
    quarantineTable(props),
    metrics(props),
    alarms(props),
  ];
}

function stream({ environment, clients: { kinesis }, probe }: StationsProps): Station {
  const { stream: name } = lakeNames(environment);
  const put = async (records: readonly ProbeRecord[]) => {
    const { FailedRecordCount = 0 } = await kinesis.send(
      new PutRecordsCommand({
        StreamName: name,
        Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
      }),
    );
    if (FailedRecordCount > 0) throw new Error(`The stream refused ${FailedRecordCount} of ${records.length} records.`);
    return records.length;
  };
  return {
    name: "stream",
    look: async () =>
      `${(await put(probe.records)) + (await put(probe.copies))} records of run ${probe.run} are on ${name}`,
    todo: `Look at the throttles of ${name}, and at who may write to it.`,
  };
}

function duplicates({ environment, clients, probe }: StationsProps): Station {
  const { duplicatesQueue, function: deduplicator } = lakeNames(environment);
  return {
    name: "duplicates queue",
    look: (onProgress) =>
      messages({ clients, queue: duplicatesQueue, probe, expected: probe.copies.length, onProgress }),
    todo: `Look at the errors and the iterator age of ${deduplicator}, and at its event source mapping (docs/runbooks/consumer-is-behind.md).`,
  };
}

function quarantineQueue({ environment, clients, probe }: StationsProps): Station {
  const { quarantineQueue: queue, function: deduplicator } = lakeNames(environment);
  return {
    name: "quarantine queue",
    look: (onProgress) => messages({ clients, queue, probe, expected: probe.corrupted, onProgress }),
    todo: `Look at the log of ${deduplicator}: it could not send to ${queue}.`,
  };
}

interface ExpectedMessages {
  readonly clients: VerifyClients;
  readonly queue: string;
  readonly probe: Probe;
  readonly expected: number;
  readonly onProgress: (text: string) => void;
}

async function messages({ clients, queue, probe, expected, onProgress }: ExpectedMessages): Promise<string> {
  let taken = 0;
  return poll(
    async () => {
      taken += await takeProbeMessages(clients.sqs, queue, probe.run);
      onProgress(`${taken} of ${expected}`);
      return taken >= expected ? `${taken} messages were in ${queue}` : undefined;
    },
    {
      what: `${expected} messages in ${queue}`,
      deadlineMilliseconds: QUEUE_DEADLINE,
      progress: () => taken,
      intervalMilliseconds: SECOND,
    },
  );
}

function rawTable(props: StationsProps): Station {
  const { environment, probe, table } = props;
  const { deliveryStream, rawDatabase } = lakeNames(environment);
  const wanted = total(probe) + probe.corrupted;
  const arrivedToday = "created_date >= current_date - INTERVAL '1' DAY";
  const tables = `${rawDatabase}.${table}, ${LATE_TABLE} and ${REJECTED_TABLE}`;
  const sql =
    `SELECT (SELECT count(DISTINCT event_uuid) FROM ${table} WHERE created_date IN (${dates(probe)}) AND payload LIKE '%${probe.run}%')` +
    ` + (SELECT count(DISTINCT event_uuid) FROM ${LATE_TABLE} WHERE ${arrivedToday} AND payload LIKE '%${probe.run}%')` +
    ` + (SELECT count(DISTINCT payload) FROM ${REJECTED_TABLE} WHERE ${arrivedToday} AND payload LIKE '%${probe.run}%')`;
  return {
    name: "raw table",
    look: (onProgress) => {
      let found = 0;
      return poll(
        async () => {
          found = Number((await query(props, rawDatabase, sql))[0]?.[0] ?? 0);
          onProgress(`${found} of ${wanted} events`);
          return found === wanted ? `${found} events are in ${tables}` : undefined;
        },
        {
          what: `${wanted} events in ${tables}`,
          deadlineMilliseconds: deliveryMilliseconds(environment),
          progress: () => found,
          intervalMilliseconds: 5 * SECOND,
        },
      );
    },
    todo: `Look at the metrics of the delivery stream ${deliveryStream} and at errors/ in the lake's bucket (docs/runbooks/records-are-refused.md), and at who may read the raw tables.`,
  };
}

/** In the lake the stream is delivered as it is, beside everybody's events: the job is run when the buffers have passed. */
function curation(props: StationsProps): Station {
  const { environment, clients, probe } = props;
  const { curationJob } = lakeNames(environment);
  return {
    name: "curation job",
    look: async (onProgress) => {
      if (environment.processing === "in-lake") await bufferPasses(environment, onProgress);
      await runJob(clients.glue, curationJob, { onProgress });
      return `${curationJob} has stored run ${probe.run}`;
    },
    todo: `Look at the log of the job's run: aws glue get-job-runs --job-name ${curationJob}`,
  };
}

/** There is nothing to ask whether Firehose has delivered all of a stream: its buffers are waited for. */
async function bufferPasses({ delivery }: Environment, onProgress: (text: string) => void): Promise<void> {
  const ends = Date.now() + (delivery.bufferSeconds * LONGER_THAN_BUFFERS + IN_LAKE_SLACK) * SECOND;
  await poll(
    () => {
      const left = Math.ceil((ends - Date.now()) / SECOND);
      onProgress(`${left} s until the delivery stream's buffers have passed`);
      return Promise.resolve(left <= 0 ? true : undefined);
    },
    { what: "The buffers", deadlineMilliseconds: ends - Date.now() + 60 * SECOND, intervalMilliseconds: SECOND },
  );
}

/** The first probe of an environment may be the first event of its tables, which the crawler then registers. */
function catalogue({ environment, clients: { glue }, table }: StationsProps): Station {
  const { lakeDatabase, deltaCrawler } = lakeNames(environment);
  const tables = [table, QUARANTINE_TABLE];
  const unregistered = async () => {
    const missing: string[] = [];
    for (const Name of tables) {
      try {
        await glue.send(new GetTableCommand({ DatabaseName: lakeDatabase, Name }));
      } catch (error) {
        if (!(error instanceof EntityNotFoundException)) throw error;
        missing.push(Name);
      }
    }
    return missing;
  };
  return {
    name: "catalogue",
    look: async (onProgress) => {
      const missing = await unregistered();
      if (missing.length > 0) {
        onProgress(`${deltaCrawler} registers ${missing.join(", ")}`);
        await runCrawler(glue, deltaCrawler);
        const left = await unregistered();
        if (left.length > 0) throw new Error(`${deltaCrawler} has run, and ${lakeDatabase} has no ${left.join(", ")}.`);
      }
      return `${lakeDatabase} has ${tables.join(" and ")}`;
    },
    todo: `Look at the last run of the crawler ${deltaCrawler} and at what Lake Formation grants its role.`,
  };
}

function deltaTable(props: StationsProps): Station {
  const { environment, probe, table } = props;
  const { lakeDatabase } = lakeNames(environment);
  const sql = `SELECT CAST(created_date AS varchar), count(*) FROM ${table} WHERE created_date IN (${dates(probe)}) AND probe_run = '${probe.run}' GROUP BY 1 ORDER BY 1`;
  return {
    name: "Delta table",
    look: async () => {
      const found = (await query(props, lakeDatabase, sql)).map((row) => row.join(": ")).join(", ");
      const wanted = [...probe.rowsByDate].map((row) => row.join(": ")).join(", ");
      if (found !== wanted)
        throw new Error(`${lakeDatabase}.${table} has ${found || "no row"} of the run instead of ${wanted}.`);
      return `${total(probe)} rows are in ${lakeDatabase}.${table}, once each, by date of creation`;
    },
    todo: `Look at the report of the job's last run, and at what Lake Formation grants you on ${lakeDatabase} (docs/readers.md).`,
  };
}

function quarantineTable(props: StationsProps): Station {
  const { environment, probe } = props;
  const { lakeDatabase } = lakeNames(environment);
  const sql = `SELECT count(*) FROM ${QUARANTINE_TABLE} WHERE arrived_date >= current_date - INTERVAL '1' DAY AND payload LIKE '%${probe.run}%'`;
  return {
    name: "quarantine table",
    look: async () => {
      const found = Number((await query(props, lakeDatabase, sql))[0]?.[0] ?? 0);
      if (found !== probe.corrupted)
        throw new Error(`${lakeDatabase}.${QUARANTINE_TABLE} has ${found} of ${probe.corrupted} corrupted events.`);
      return `${found} corrupted events are in ${lakeDatabase}.${QUARANTINE_TABLE}`;
    },
    todo: "Look at the report of the job's last run: it counts what it put into quarantine, by reason.",
  };
}

function metrics({ environment, clients: { cloudWatch }, probe }: StationsProps): Station {
  const { records, copies, corrupted } = probe;
  const events = {
    since: new Date(),
    sent: records.length + copies.length,
    duplicates: copies.length,
    corrupted,
  };
  return {
    name: "metrics",
    look: (onProgress) => waitForMetrics({ environment, cloudWatch }, events, onProgress),
    todo: "Look whether the metrics are in CloudWatch: no alarm of theirs can ring without them. The function writes its own to its log.",
  };
}

function alarms({ environment, clients: { cloudWatch } }: StationsProps): Station {
  return {
    name: "alarms",
    look: () => requireQuietAlarms({ environment, cloudWatch }),
    todo: "Follow the runbook of the alarm (docs/runbooks/README.md).",
  };
}

async function query(
  { environment, clients: { athena } }: StationsProps,
  database: string,
  sql: string,
): Promise<readonly (readonly (string | undefined)[])[]> {
  return (await queryAthena(athena, { sql, database, workgroup: lakeNames(environment).workgroup })).rows;
}

function dates({ rowsByDate }: Probe): string {
  return [...rowsByDate.keys()].map((date) => `DATE '${date}'`).join(", ");
}

function total({ rowsByDate }: Probe): number {
  return [...rowsByDate.values()].reduce((sum, rows) => sum + rows, 0);
}

function deliveryMilliseconds({ delivery }: Environment): number {
  return (delivery.bufferSeconds * LONGER_THAN_BUFFERS + DELIVERY_SLACK) * SECOND;
}
