import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { environmentNamed } from "../fixtures/environments";
import { makeAndTakeRole, type TakenRole } from "../../tools/local-deployment/taken-role";
import { localTrino } from "../../tools/trino/local-trino";
import { verifyRights } from "../../tools/verify/verify-rights";
import { LakeUnderTest } from "./lake/lake-under-test";
import { sparkTest } from "./lake/spark-test";
import { missingTrino } from "./missing-trino";
import { runProgram } from "./run-command";

const MINUTES = 60_000;
const dev = environmentNamed("dev");

const missing = missingTrino();
if (missing !== undefined) process.stderr.write(`Skipped, npm run verify: ${missing}\n`);

const VERIFIER = `arn:aws:iam::${dev.accountId}:role/verifier`;
/** A role that the lake itself makes. */
const ANALYST = `arn:aws:iam::${dev.accountId}:role/${dev.namePrefix}-${dev.name}-analyst`;

let lake: LakeUnderTest;
/** Keys of a role that has what docs/verify.md asks for. */
let credentials: TakenRole;

beforeAll(async () => {
  lake = await LakeUnderTest.start("verify", { contracts: "shipped", trino: () => localTrino(() => undefined) });
  await lake.edit(
    "environments/dev.ts",
    "readers: [",
    `readers: [{ principal: "${VERIFIER}", events: "all", personal: true, rawData: true }, { principal: "${ANALYST}", assumedBy: ["arn:aws:iam::${dev.accountId}:root"], events: "all", personal: true }, `,
  );
  await lake.deployment.deploy();
  credentials = await makeAndTakeRole({
    endpoint: lake.cloud.endpoint,
    region: dev.region,
    roleArn: VERIFIER,
    statements: verifyRights(dev, "platform_probe_event"),
  });
}, 15 * MINUTES);

afterAll(async () => {
  await lake.stop();
}, MINUTES);

const verify = () =>
  runProgram(lake.project.folder, "tools/verify/main.ts", ["dev"], {
    env: {
      ...lake.cloud.environment,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    },
  });

/** Asks as the analyst whom the lake has made a role. */
const query = (sql: string) =>
  runProgram(lake.project.folder, "tools/query/main.ts", ["dev", sql, "--role", ANALYST, "--format", "csv"], {
    env: lake.cloud.environment,
  });

/** What a verdict says of each station. */
function stations(output: string): readonly string[] {
  return [...output.matchAll(/^(yes|NO ) {2}(.+?) +\d+\.\d s {2}/gm)].map(
    ([, answer = "", name = ""]) => `${answer.trim()} ${name}`,
  );
}

(missing === undefined ? sparkTest : test.skip)(
  "npm run verify, with the rights of its policy and no more, sends through the whole path, names what does not work, and leaves nothing behind, twice in a row",
  async () => {
    const healthy = await verify();

    expect(stations(healthy.output)).toEqual(
      [
        ...["stream", "duplicates queue", "quarantine queue", "raw table", "curation job", "catalogue", "Delta table"],
        ...["quarantine table", "metrics", "alarms", "removal"],
      ].map((name) => `yes ${name}`),
    );
    expect(healthy.output).toContain("dev works: every event was where it belongs, once, and is removed.");
    expect(healthy.exitCode).toBe(0);
    expect(lake.cloud.refusedCalls()).toEqual([]);

    const asked = await query("SELECT count(*) AS events FROM platform_probe_event");
    expect(asked.output).toContain("events\n0\n");
    const refused = await query(`SELECT * FROM ${lake.names.rawDatabase}.platform_probe_event`);
    expect(refused.output).toContain("TABLE_NOT_FOUND");

    const cloudWatch = new CloudWatchClient({
      endpoint: lake.cloud.endpoint,
      region: dev.region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
    const alarm = MetricAlarms.find(({ AlarmName }) => AlarmName?.endsWith("-records-fail"));
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: alarm?.AlarmName, StateValue: "ALARM", StateReason: "it rings" }),
    );
    cloudWatch.destroy();
    const ringing = await verify();

    expect(ringing.output).toContain(`Ringing: ${alarm?.AlarmName ?? ""}.`);
    expect(stations(ringing.output).slice(-3)).toEqual(["yes metrics", "NO alarms", "yes removal"]);
    expect(ringing.exitCode).toBe(1);

    const { Contents = [] } = await lake.clients.s3.send(
      new ListObjectsV2Command({ Bucket: lake.names.lakeBucket, Prefix: "raw/platform_probe_event/" }),
    );
    expect(Contents).toEqual([]);
    const rows = [...(await lake.tables()).values()].flat();
    expect(rows).toEqual([]);
  },
  30 * MINUTES,
);
