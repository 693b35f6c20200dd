import path from "node:path";
import { startLocalCloud, type LocalCloud } from "@event-lake/local-cloud";
import { environments } from "../../environments";
import { LocalDeployment } from "../../tools/local-deployment/local-deployment";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const prod = environments.find(({ name }) => name === "prod");
if (prod === undefined) throw new Error("environments/index.ts has no prod.");

let project: ScratchProject;
let cloud: LocalCloud;

beforeAll(async () => {
  project = new ScratchProject("removal");
  cloud = await startLocalCloud({ ...prod, folder: path.join(project.folder, "cloud") });
}, 2 * MINUTES);

afterAll(async () => {
  await cloud.stop();
  project.remove();
}, MINUTES);

test(
  "prod refuses to be destroyed until its protection is lifted in its file and applied, as the runbook says, and goes either way of its events",
  async () => {
    const deployment = new LocalDeployment({
      environment: prod,
      cloud,
      project: project.folder,
      outputFolder: path.join(project.folder, "cdktf.out"),
    });
    await deployment.synthesise();
    await deployment.bootstrap();
    await deployment.deploy();
    expect(await deployment.plannedChanges()).toBe("");
    expect(await deployment.destroy()).toBe("refused");

    project.edit("environments/prod.ts", "removalProtection: true", "removalProtection: false");
    await deployment.synthesise();
    expect(await deployment.deploy()).toBeGreaterThan(0);

    project.edit("environments/prod.ts", 'name: "prod",', 'name: "prod",\n  processing: "in-lake",');
    await deployment.synthesise();
    await deployment.deploy();
    expect(await deployment.terraform(deployment.lakeStack).hasChanges()).toMatchObject({ changes: false });

    expect(await deployment.destroy()).toBeGreaterThan(70);
  },
  10 * MINUTES,
);
