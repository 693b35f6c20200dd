import type { RightInUse } from "@event-lake/aws-rights";
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { AthenaDeleteNamedQuery, AthenaUpdateWorkGroup } from "./amendments/athena";
import { GlueUpdates } from "./amendments/glue-updates";
import { kinesisCreateStreamTags, KinesisShardSplits } from "./amendments/kinesis-streams";
import { lakeFormationListPermissions, lakeFormationRevokePermissions } from "./amendments/lake-formation";
import { s3BucketNames } from "./amendments/s3-bucket-names";
import { S3BucketPolicies } from "./amendments/s3-bucket-policy";
import { S3EventBridge } from "./amendments/s3-event-bridge";
import { AthenaQueries } from "./athena/queries";
import { LazyTrino } from "./athena/lazy-trino";
import type { TrinoInstallation } from "./athena/trino-server";
import { systemClock } from "./clock";
import { crawlTargets, Crawlers } from "./crawler/crawlers";
import { DeltaCrawl } from "./crawler/delta-crawl";
import { PartitionCrawl } from "./crawler/partition-crawl";
import { ItemStore } from "./dynamodb/item-store";
import { EngineClients } from "./engine-clients";
import { deliverWith } from "./firehose/put-records";
import { FaultInjection, type FaultReport } from "./faults/fault-injection";
import type { ScheduledFault } from "./faults/fault-schedule";
import { FirehoseEngine } from "./firehose/firehose-engine";
import { KinesisSources } from "./firehose/kinesis-sources";
import { SchemaGrant } from "./firehose/schema-grant";
import { startGateway } from "./gateway/gateway";
import type { ServiceRequest, ServiceResponse } from "./gateway/service-message";
import { connectUpstream } from "./gateway/upstream";
import { GlueJobs } from "./glue-job/glue-jobs";
import { ObjectsOverHttp, type SparkEnvironment } from "./glue-job/spark-environment";
import { boundedInvoker } from "./kinesis-poller/bounded-invoker";
import { KinesisPoller } from "./kinesis-poller/kinesis-poller";
import { accountSettings, DEFAULT_CONCURRENCY } from "./lambda/account-settings";
import { DeployedFunctions } from "./lambda/deployed-functions";
import { EventSourceMappings, STREAM_READING } from "./lambda/event-source-mappings";
import { invokeWith, LambdaRunner } from "./lambda/lambda-runner";
import { loopbackEnvironment } from "./loopback-guard";
import { type AlarmChange, Alarms } from "./metrics/alarms";
import { callMetrics } from "./metrics/call-metrics";
import { embeddedMetrics } from "./metrics/embedded-metrics";
import { DeliveryMetrics, invocationMetrics, iteratorAge } from "./metrics/engine-metrics";
import { metricData } from "./metrics/metric-data";
import { MetricStore } from "./metrics/metric-store";
import { startMotoServer } from "./moto-server";
import { directPutQuota, DirectPutQuotas } from "./quotas/direct-put-quota";
import { StreamQuotas } from "./quotas/stream-quotas";
import { Enforcement, type JournalEntry, type RoleRequest } from "./rights/enforcement";
import { queryRights } from "./rights/query-rights";
import type { Credentials } from "./rights/role-sessions";

export interface LocalCloudOptions {
  /** 12 digits: the account that everything belongs to. */
  readonly accountId: string;
  readonly region: string;
  /** Folder for logs and unpacked functions; emptied first. */
  readonly folder: string;
  /** Port of 127.0.0.1. @default - any that is free */
  readonly port?: number;
  /** Called when something slow begins. @default - not reported */
  readonly onProgress?: (message: string) => void;
  /** Called for what goes wrong inside an engine. @default - not reported */
  readonly onError?: (error: Error) => void;
  /** Called with every line that a function writes. @default - not reported */
  readonly onFunctionLog?: (functionName: string, line: string) => void;
  /** What Glue jobs run in; a promise where it is still being installed. @default - a job cannot be started */
  readonly spark?: SparkEnvironment | Promise<SparkEnvironment>;
  /** What Athena's queries run in: asked for when the first one comes. @default - a query fails */
  readonly trino?: () => Promise<TrinoInstallation>;
  /** Called with every line that a run of a Glue job writes. @default - not reported */
  readonly onJobLog?: (jobName: string, line: string) => void;
  /** MiB a second that a delivery stream takes by Direct PUT. @default - 5 in us-east-1, us-west-2 and eu-west-1, 1 elsewhere */
  readonly directPutMebibytes?: number;
  /** Invocations of functions that the account may run at a time; this machine's processors limit them, too. @default 1000 */
  readonly lambdaConcurrency?: number;
  /** What is to go wrong, and when. @default - nothing */
  readonly faults?: readonly ScheduledFault[];
}

/** AWS on this machine, as far as a streaming lake needs it. README.md says what of it is moto's, and what is ours. */
export interface LocalCloud {
  /** The one endpoint: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** moto behind the gateway, without any amendment: for tests that ask whether an amendment is still needed. */
  readonly emulatorEndpoint: string;
  /** For a program that shall work on this cloud and no other. */
  readonly environment: Readonly<Record<string, string>>;
  readonly firehose: FirehoseEngine;
  /** Reads the event streams that are sources of delivery streams. */
  readonly kinesisSources: KinesisSources;
  readonly poller: KinesisPoller;
  readonly lambda: LambdaRunner;
  readonly jobs: GlueJobs;
  /**
   * Keys with which a service that is not on this machine, Redshift for one, acts as a role.
   *
   * @throws Error in AWS's words when the role's trust policy does not let it
   */
  assume(role: RoleRequest): Credentials;
  /** Hosts outside of this machine that a program tried to reach. */
  readonly refusedHosts: readonly string[];
  /** Calls that a role's policies do not allow, in AWS's own words. */
  refusedCalls(): readonly string[];
  /** What AWS would refuse a service as everything is deployed now, and tell nobody: a rule that may not publish to its topic. */
  silentRefusals(): readonly string[];
  /** Every principal, action and resource that was decided, with the statement that decided. */
  rightsJournal(): readonly JournalEntry[];
  /** Every action that the policies of the roles allow now, with a call that needed it. */
  rightsInUse(): readonly RightInUse[];
  /** What was over a quota so far, and had to be put or read again. */
  throttled(): Throttled;
  /** Every change of an alarm's state so far, oldest first. */
  alarmChanges(): readonly AlarmChange[];
  /** What was made to go wrong so far; undefined without `faults`. */
  faultReport(): FaultReport | undefined;
  /** Every process that was started. */
  processIds(): number[];
  stop(): Promise<void>;
}

/** Counts of what was refused for its amount. */
export interface Throttled {
  /** Records that a shard did not take from its producer. */
  readonly streamRecords: number;
  /** Reads of a shard. */
  readonly streamReads: number;
  /** Records that a delivery stream did not take. */
  readonly deliveryRecords: number;
}

/** @throws Error when Python or moto cannot be started */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { accountId, region, folder, onProgress = () => undefined, onError = () => undefined } = options;
  const { lambdaConcurrency = DEFAULT_CONCURRENCY } = options;
  rmSync(folder, { recursive: true, force: true });
  const moto = await startMotoServer({ accountId, folder, onProgress });
  const upstream = connectUpstream(moto.port);
  const items = await ItemStore.start();
  const refusedHosts: string[] = [];
  const onRefused = (host: string) => refusedHosts.push(host);
  const streams = new StreamQuotas({ shards: new KinesisShardSplits(), clock: systemClock, accountId });
  const enforcement = new Enforcement({ accountId, region });
  const metrics = new MetricStore();
  const onAnswer = (request: ServiceRequest, response: ServiceResponse) => {
    metrics.record(callMetrics(request, response, systemClock.now()));
  };
  // The engines and Spark talk to moto past the amendments, all but the ones that moto cannot do without.
  const engineGateway = await startGateway({
    guard: enforcement,
    amendments: [streams, new ObjectsOverHttp()],
    forward: upstream.forward,
    onRefused,
    onAnswer,
  });
  const clients = new EngineClients(engineGateway.endpoint, region, (role) => enforcement.assume(role));

  const firehoseClients = (roleArn: string) =>
    clients.as({ roleArn, service: "firehose.amazonaws.com", sessionName: "firehose" });
  const glueClients = (roleArn: string) => clients.as({ roleArn, service: "glue.amazonaws.com", sessionName: "glue" });

  const directPuts = new DirectPutQuotas(directPutQuota(region, options.directPutMebibytes), systemClock);
  const firehose = new FirehoseEngine({
    firehose: clients.service.firehose,
    clientsOf: firehoseClients,
    clock: systemClock,
    quotas: directPuts,
    onError,
  });
  const functions = new DeployedFunctions(clients.service.lambda);
  const mappings = new EventSourceMappings(
    { accountId, region },
    async (functionName, streamArn) => enforcement.may(await functions.roleOf(functionName), STREAM_READING, streamArn),
    (uuid): boolean => poller.isReading(uuid),
  );
  // Functions and jobs need the gateway's endpoint, and the gateway them: the environment is filled in below.
  const programEnvironment: Record<string, string> = {};
  const lambda = new LambdaRunner({
    functions,
    environment: programEnvironment,
    assumeRole: (roleArn, sessionName) => enforcement.assume({ roleArn, service: "lambda.amazonaws.com", sessionName }),
    workFolder: path.join(folder, "functions"),
    clock: systemClock,
    onLog: (functionName, line) => {
      metrics.record(embeddedMetrics(line));
      options.onFunctionLog?.(functionName, line);
    },
    onInvoked: (functionName, result, milliseconds) => {
      metrics.record(invocationMetrics(functionName, result, { milliseconds, at: systemClock.now() }));
    },
  });
  const faults =
    options.faults &&
    new FaultInjection({
      schedule: options.faults,
      clock: systemClock,
      killInvocation: (traceId) => lambda.killInvocation(traceId),
      restartGateway: (downMilliseconds) => gateway.restart(downMilliseconds),
      onError,
    });
  const jobs = new GlueJobs({
    glue: clients.service.glue,
    clientsOf: glueClients,
    assumeRole: (roleArn, sessionName) => enforcement.assume({ roleArn, service: "glue.amazonaws.com", sessionName }),
    spark: options.spark,
    objectsEndpoint: engineGateway.endpoint,
    environment: programEnvironment,
    region,
    workFolder: path.join(folder, "glue-jobs"),
    clock: systemClock,
    onLog: options.onJobLog,
  });
  const trino = new LazyTrino({
    install: options.trino,
    endpoint: engineGateway.endpoint,
    region,
    folder: path.join(folder, "trino"),
    onProgress,
  });
  const queries = new AthenaQueries({
    rights: queryRights(enforcement, clients.service.glue, (accessKeyId) => clients.with(accessKeyId)),
    trino: () => trino.server(),
    clock: systemClock,
  });
  const gateway = await startGateway({
    port: options.port,
    guard: enforcement,
    faults,
    onAnswer,
    onLostAnswer: (request) => faults?.answerWasLost(request),
    amendments: [
      items,
      deliverWith(firehose),
      new SchemaGrant((roleArn, table) => enforcement.mayDescribe(roleArn, table)),
      functions,
      invokeWith(lambda),
      accountSettings(lambdaConcurrency),
      mappings,
      new Crawlers({ accountId, region }, crawlTargets([new PartitionCrawl(glueClients), new DeltaCrawl(glueClients)])),
      jobs,
      new GlueUpdates({ accountId, region }),
      queries,
      metricData(metrics, systemClock),
      new AthenaUpdateWorkGroup({ accountId, region }),
      new AthenaDeleteNamedQuery(),
      lakeFormationListPermissions,
      lakeFormationRevokePermissions,
      streams,
      kinesisCreateStreamTags,
      s3BucketNames,
      new S3BucketPolicies(),
      new S3EventBridge(),
    ],
    forward: upstream.forward,
    onRefused,
  });
  const environment = loopbackEnvironment(gateway.endpoint, region);
  Object.assign(programEnvironment, environment);
  const metered = {
    invoke: (functionName: string, event: unknown) => {
      metrics.record(iteratorAge(functionName, event, systemClock.now()));
      return lambda.invoke(functionName, event);
    },
  };
  const poller = new KinesisPoller({
    mappings,
    clientsOf: async (functionName) =>
      clients.as({
        roleArn: await functions.roleOf(functionName),
        service: "lambda.amazonaws.com",
        sessionName: "event-source-mapping",
      }),
    lambda: boundedInvoker(metered, Math.min(lambdaConcurrency, availableParallelism())),
    clock: systemClock,
    region,
    onError,
  });
  poller.start();
  const kinesisSources = new KinesisSources({
    firehose: clients.service.firehose,
    clientsOf: firehoseClients,
    take: (name, records) => firehose.takeSourceRecords(name, records),
    clock: systemClock,
    onError,
  });
  kinesisSources.start();
  const deliveries = new DeliveryMetrics();
  const alarms = new Alarms({
    cloudWatch: clients.service.cloudWatch,
    metrics,
    sample: () => deliveries.of(firehose.statistics(), systemClock.now()),
    clock: systemClock,
    onError,
  });
  alarms.start();

  return {
    endpoint: gateway.endpoint,
    emulatorEndpoint: `http://127.0.0.1:${moto.port}`,
    environment,
    firehose,
    kinesisSources,
    poller,
    lambda,
    jobs,
    assume: (role) => enforcement.assume(role),
    refusedHosts,
    refusedCalls: () => enforcement.refusals,
    silentRefusals: () => enforcement.silentRefusals,
    rightsJournal: () => enforcement.journal,
    rightsInUse: () => enforcement.rightsInUse(),
    throttled: () => ({
      streamRecords: streams.refused.records,
      streamReads: streams.refused.reads,
      deliveryRecords: directPuts.refused,
    }),
    alarmChanges: () => alarms.changes,
    faultReport: () => faults?.report(),
    processIds: () => [moto.processId, ...lambda.processIds(), ...jobs.processIds(), ...trino.processIds()],
    stop: async () => {
      // Front to back: who asks is stopped before who answers.
      queries.stop();
      await alarms.stop();
      await lambda.stop();
      await jobs.stop();
      await trino.stop();
      await poller.stop();
      await kinesisSources.stop();
      await firehose.stop();
      await gateway.close();
      await engineGateway.close();
      await items.stop();
      upstream.close();
      clients.destroy();
      await moto.stop();
    },
  };
}
