import path from "node:path";
import { CreateStreamCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import {
  GetDataLakeSettingsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
} from "@aws-sdk/client-lakeformation";
import { startLocalCloud, type LocalCloud } from "@event-lake/local-cloud";
import { ResourceNames } from "../../modules/naming";
import { environmentNamed } from "../fixtures/environments";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const dev = environmentNamed("dev");
const OTHER = `arn:aws:iam::${dev.accountId}:role/data-governance`;
const STREAM = new ResourceNames({ ...dev, prefix: dev.namePrefix, environment: dev.name }).of("events");

let project: ScratchProject;
let cloud: LocalCloud;
let lakeFormation: LakeFormationClient;
let kinesis: KinesisClient;

/** A program of this repository, in an account that belongs to somebody else, too. */
function run(program: string, ...args: string[]) {
  return runProgram(project.folder, `tools/${program}`, args, { env: cloud.environment });
}

beforeAll(async () => {
  project = new ScratchProject("bootstrap");
  cloud = await startLocalCloud({ ...dev, folder: path.join(project.folder, "cloud"), lambdaConcurrency: 3 });
  const configuration = {
    endpoint: cloud.endpoint,
    region: dev.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  lakeFormation = new LakeFormationClient(configuration);
  kinesis = new KinesisClient(configuration);
}, 2 * MINUTES);

afterAll(async () => {
  lakeFormation.destroy();
  kinesis.destroy();
  await cloud.stop();
  project.remove();
}, MINUTES);

describe("in an account that somebody else uses, and that was not bootstrapped", () => {
  const DataLakeAdmins = [{ DataLakePrincipalIdentifier: OTHER }];

  beforeAll(async () => {
    await lakeFormation.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins } }));
    await kinesis.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount: 1 }));
  }, MINUTES);

  test(
    "npm run bootstrap leaves Lake Formation's administrator alone",
    async () => {
      const { exitCode, output } = await run("bootstrap/main.ts", "dev");

      expect(output).toContain(`These would be lost: administrator ${OTHER}.`);
      expect(exitCode).toBe(1);
      const { DataLakeSettings: settings } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
      expect(settings?.DataLakeAdmins).toEqual(DataLakeAdmins);
    },
    5 * MINUTES,
  );

  test(
    "npm run preflight names all that stops the deployment, and what to do",
    async () => {
      const { exitCode, output } = await run("preflight/main.ts", "dev");

      const stops = output.split("\n").filter((line) => line.startsWith("stop"));
      expect(stops.map((line) => line.replaceAll(/\s+/g, " "))).toEqual([
        "stop state bucket not there: the account was not bootstrapped",
        `stop Lake Formation the account stack would take away: administrator ${OTHER}`,
        expect.stringContaining(`stop names taken, and not by Terraform: aws_kinesis_stream ${STREAM}; of `),
        "stop Lambda concurrency 3 invocations at a time are not reserved",
      ]);
      expect(output).toContain("to do:  npm run bootstrap -- dev\n");
      expect(output).toContain("Not ready: state bucket, Lake Formation, names, Lambda concurrency.");
      expect(exitCode).toBe(1);
    },
    5 * MINUTES,
  );

  test(
    "npm run plan says that the bootstrap comes first",
    async () => {
      const { exitCode, output } = await run("plan/plan-commands.ts", "plan", "dev");

      expect(output).toContain('Run "npm run bootstrap -- dev" first.');
      expect(exitCode).toBe(1);
    },
    5 * MINUTES,
  );
});
