import path from "node:path";
import { DeleteTableCommand, GlueClient } from "@aws-sdk/client-glue";
import { startLocalCloud, type LocalCloud } from "@event-lake/local-cloud";
import { environmentNamed } from "../fixtures/environments";
import { LocalDeployment } from "../../tools/local-deployment/local-deployment";
import { makeAndTakeRole } from "../../tools/local-deployment/taken-role";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const staging = environmentNamed("staging");

let project: ScratchProject;
let cloud: LocalCloud;

beforeAll(async () => {
  project = new ScratchProject("staging");
  cloud = await startLocalCloud({ ...staging, folder: path.join(project.folder, "cloud") });
}, 5 * MINUTES);

afterAll(async () => {
  await cloud.stop();
  project.remove();
}, MINUTES);

/** Drops a table as the administrator of Lake Formation who does not deploy. */
async function dropAsAdministrator(table: string): Promise<void> {
  const [roleArn = ""] = staging.dataLakeAdministrators;
  const { endpoint } = cloud;
  const { region } = staging;
  const statements = [{ actions: ["glue:DeleteTable"], resources: ["*"] }];
  const credentials = await makeAndTakeRole({ endpoint, region, roleArn, statements });
  const glue = new GlueClient({ endpoint, region, credentials });
  await glue.send(new DeleteTableCommand({ DatabaseName: "event_lake_staging_raw_data", Name: table }));
  glue.destroy();
}

// dev goes both ways in switch-processing.test.ts, prod in prod.test.ts.
test(
  "staging deploys in-lake and then in-flight, has nothing more to change each time, lets another administrator drop a table, and is destroyed",
  async () => {
    const deployment = new LocalDeployment({
      environment: staging,
      cloud,
      project: project.folder,
      outputFolder: path.join(project.folder, "cdktf.out"),
    });
    project.edit("environments/staging.ts", 'name: "staging",', 'name: "staging",\n  processing: "in-lake",');
    await deployment.synthesise();
    await deployment.bootstrap();
    await deployment.deploy();
    expect(await deployment.plannedChanges()).toBe("");

    project.edit("environments/staging.ts", 'processing: "in-lake"', 'processing: "in-flight"');
    await deployment.synthesise();
    await deployment.deploy();
    expect(await deployment.plannedChanges()).toBe("");

    await dropAsAdministrator("late_event");
    expect(await deployment.plannedChanges()).toContain("late_event");

    expect(await deployment.destroy()).toBeGreaterThan(60);
  },
  25 * MINUTES,
);
