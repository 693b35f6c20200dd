import path from "node:path";
import { startLocalCloud, type LocalCloud, type LocalCloudOptions } from "@event-lake/local-cloud";
import { CURATED_FILE_TABLE } from "../../../lambda-src/interface";
import { environmentNamed } from "../../fixtures/environments";
import { deltaExtension } from "../../../tools/delta-reader/delta-extension";
import { DeltaLake, type DeltaRow } from "../../../tools/delta-reader/delta-lake";
import { downloadPrefix, lakeClients, type LakeClients } from "../../../tools/demo/reading/lake-access";
import { lakeNames, type LakeNames } from "../../../tools/lake-names";
import { LocalDeployment } from "../../../tools/local-deployment/local-deployment";
import { localSpark } from "../../../tools/spark/local-spark";
import { ScratchProject } from "../scratch-project";
import { DeployedJob } from "./deployed-job";

interface Parts {
  readonly project: ScratchProject;
  readonly cloud: LocalCloud;
  readonly clients: LakeClients;
  readonly names: LakeNames;
  readonly deployment: LocalDeployment;
  readonly job: DeployedJob;
}

export interface LakeOptions {
  /** @default - those of the fixtures */
  readonly contracts?: "fixtures" | "shipped";
  /** What Athena's queries run in. @default - they fail */
  readonly trino?: LocalCloudOptions["trino"];
}

/** The environment dev in a copy of this repository, deployed to a local cloud that runs the curation job. */
export class LakeUnderTest {
  readonly project: ScratchProject;
  readonly cloud: LocalCloud;
  readonly clients: LakeClients;
  readonly names: LakeNames;
  readonly deployment: LocalDeployment;
  readonly job: DeployedJob;

  private constructor(parts: Parts) {
    ({ project: this.project, cloud: this.cloud, clients: this.clients, names: this.names } = parts);
    ({ deployment: this.deployment, job: this.job } = parts);
  }

  /** Starts the cloud and makes the account's stack; the lake itself is the test's to deploy. */
  static async start(name: string, { contracts, trino }: LakeOptions = {}): Promise<LakeUnderTest> {
    const dev = environmentNamed("dev");
    const { accountId, region } = dev;
    const names = lakeNames(dev);
    const project = new ScratchProject(name, contracts);
    const job = new DeployedJob(names.curationJob, () => clients.glue);
    const spark = await localSpark({ s3: true }, () => undefined);
    const cloud = await startLocalCloud({
      accountId,
      region,
      folder: path.join(project.folder, "cloud"),
      spark,
      trino,
      onJobLog: job.onLog,
    });
    const clients = lakeClients(cloud.endpoint, region);
    const deployment = new LocalDeployment({
      environment: dev,
      cloud,
      project: project.folder,
      outputFolder: path.join(project.folder, "cdktf.out"),
    });
    await deployment.synthesise();
    await deployment.bootstrap();
    return new LakeUnderTest({ project, cloud, clients, names, deployment, job });
  }

  async stop(): Promise<void> {
    for (const client of Object.values(this.clients)) client.destroy();
    await this.cloud.stop();
    this.project.remove();
  }

  /** Changes a file of the project, and what is synthesised with it. */
  async edit(file: string, text: string, replacement: string): Promise<void> {
    this.project.edit(file, text, replacement);
    await this.deployment.synthesise();
  }

  /** `s3://` URL of a place in the lake's bucket. */
  url(place: string): string {
    return `s3://${this.names.lakeBucket}/${place}`;
  }

  /** Copies a prefix of the lake's bucket to this machine. @returns the folder that holds it, and the keys */
  async download(prefix: string): Promise<{ readonly folder: string; readonly keys: readonly string[] }> {
    const folder = path.join(this.project.folder, "lake");
    const keys = await downloadPrefix(this.clients.s3, this.names.lakeBucket, prefix, folder);
    return { folder, keys };
  }

  /** Rows of every Delta table but the ledger of files, by a reader that shares no code with Spark. */
  async tables(): Promise<ReadonlyMap<string, readonly DeltaRow[]>> {
    const { folder } = await this.download("lake/");
    const lake = await DeltaLake.open(path.join(folder, "lake"), await deltaExtension(() => undefined));
    try {
      const tables = new Map<string, readonly DeltaRow[]>();
      for (const table of lake.tables.filter((name) => name !== CURATED_FILE_TABLE)) {
        tables.set(table, await lake.query(`FROM lake."${table}"`));
      }
      return tables;
    } finally {
      lake.close();
    }
  }
}
