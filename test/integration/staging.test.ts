import path from "node:path";
import { startLocalCloud, type LocalCloud } from "@event-lake/local-cloud";
import { environmentNamed } from "../fixtures/environments";
import { LocalDeployment } from "../../tools/local-deployment/local-deployment";
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

// dev goes both ways in switch-processing.test.ts, prod in prod.test.ts.
test(
  "staging deploys in-lake and then in-flight, has nothing more to change each time, and is destroyed",
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

    expect(await deployment.destroy()).toBeGreaterThan(60);
  },
  25 * MINUTES,
);
