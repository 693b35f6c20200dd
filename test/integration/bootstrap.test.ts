import path from "node:path";
import {
  GetDataLakeSettingsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
} from "@aws-sdk/client-lakeformation";
import { startLocalCloud, type LocalCloud } from "@event-lake/local-cloud";
import { environmentNamed } from "../fixtures/environments";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const dev = environmentNamed("dev");
const OTHER = `arn:aws:iam::${dev.accountId}:role/data-governance`;

let project: ScratchProject;
let cloud: LocalCloud;
let lakeFormation: LakeFormationClient;

beforeAll(async () => {
  project = new ScratchProject("bootstrap");
  cloud = await startLocalCloud({ ...dev, folder: path.join(project.folder, "cloud") });
  lakeFormation = new LakeFormationClient({
    endpoint: cloud.endpoint,
    region: dev.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
}, 2 * MINUTES);

afterAll(async () => {
  lakeFormation.destroy();
  await cloud.stop();
  project.remove();
}, MINUTES);

test(
  "npm run bootstrap leaves an account alone that has a Lake Formation administrator whom nobody has named",
  async () => {
    const DataLakeAdmins = [{ DataLakePrincipalIdentifier: OTHER }];
    await lakeFormation.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins } }));

    const { exitCode, output } = await runProgram(project.folder, "tools/bootstrap/main.ts", ["dev"], {
      env: cloud.environment,
    });

    expect(output).toContain(`These would be lost: administrator ${OTHER}.`);
    expect(exitCode).toBe(1);
    const { DataLakeSettings: settings } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
    expect(settings?.DataLakeAdmins).toEqual(DataLakeAdmins);
  },
  5 * MINUTES,
);
