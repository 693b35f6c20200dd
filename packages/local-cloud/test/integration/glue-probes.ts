import {
  CreateCrawlerCommand,
  CreateJobCommand,
  CreateTriggerCommand,
  GetCrawlerCommand,
  GetJobCommand,
  GetTagsCommand,
  GetTriggerCommand,
  UpdateCrawlerCommand,
  UpdateJobCommand,
  UpdateTriggerCommand,
} from "@aws-sdk/client-glue";
import { outcome, type AmendmentProbe } from "./amendment-probe";
import { ACCOUNT, REGION, type Clients } from "./cloud-under-test";

async function createCrawler({ glue }: Clients, name: string): Promise<void> {
  await glue.send(
    new CreateCrawlerCommand({
      Name: name,
      Role: "first",
      DatabaseName: "raw_data",
      Targets: { CatalogTargets: [{ DatabaseName: "raw_data", Tables: ["events"] }] },
      LakeFormationConfiguration: { UseLakeFormationCredentials: true },
      Tags: { team: "lake" },
    }),
  );
}

export const glueProbes: readonly AmendmentProbe[] = [
  {
    title: "updates a crawler",
    amendment: "src/crawler/crawlers.ts",
    observe: async (clients, name) => {
      await createCrawler(clients, name);
      const updated = await outcome(clients.glue.send(new UpdateCrawlerCommand({ Name: name, Role: "second" })));
      const { Crawler: crawler } = await clients.glue.send(new GetCrawlerCommand({ Name: name }));
      return { updated, role: crawler?.Role };
    },
    right: { updated: "accepted", role: "second" },
    wrong: { updated: 500, role: "first" },
  },
  {
    title: "gives a crawler's Lake Formation configuration back, and its tags",
    amendment: "src/crawler/crawlers.ts",
    observe: async (clients, name) => {
      await createCrawler(clients, name);
      const { Crawler: crawler } = await clients.glue.send(new GetCrawlerCommand({ Name: name }));
      const arn = `arn:aws:glue:${REGION}:${ACCOUNT}:crawler/${name}`;
      const { Tags: tags } = await clients.glue.send(new GetTagsCommand({ ResourceArn: arn }));
      return { useCredentials: crawler?.LakeFormationConfiguration?.UseLakeFormationCredentials, tags };
    },
    right: { useCredentials: true, tags: { team: "lake" } },
    wrong: { useCredentials: undefined, tags: { team: "lake" } },
  },
  {
    title: "updates a job and leaves its tags",
    amendment: "src/amendments/glue-updates.ts",
    observe: async ({ glue }, name) => {
      const job = { Role: "role", Command: { Name: "glueetl", ScriptLocation: "s3://lake/first.py" } };
      await glue.send(new CreateJobCommand({ Name: name, ...job, Tags: { team: "lake" } }));
      const JobUpdate = { ...job, Command: { ...job.Command, ScriptLocation: "s3://lake/second.py" } };
      const updated = await outcome(glue.send(new UpdateJobCommand({ JobName: name, JobUpdate })));
      const { Job: now } = await glue.send(new GetJobCommand({ JobName: name }));
      const { Tags: tags } = await glue.send(
        new GetTagsCommand({ ResourceArn: `arn:aws:glue:${REGION}:${ACCOUNT}:job/${name}` }),
      );
      return { updated, script: now?.Command?.ScriptLocation, executionClass: now?.ExecutionClass, tags };
    },
    right: { updated: "accepted", script: "s3://lake/second.py", executionClass: "STANDARD", tags: { team: "lake" } },
    wrong: { updated: 500, script: "s3://lake/first.py", executionClass: "STANDARD", tags: { team: "lake" } },
  },
  {
    title: "updates a trigger, which goes on, and leaves its tags",
    amendment: "src/amendments/glue-updates.ts",
    observe: async ({ glue }, name) => {
      await glue.send(
        new CreateTriggerCommand({
          Name: name,
          Type: "SCHEDULED",
          Schedule: "cron(5 * * * ? *)",
          StartOnCreation: true,
          Actions: [{ JobName: "job", Arguments: { "--command": "maintain" } }],
          Tags: { team: "lake" },
        }),
      );
      const TriggerUpdate = { Schedule: "cron(5/15 * * * ? *)" };
      const updated = await outcome(glue.send(new UpdateTriggerCommand({ Name: name, TriggerUpdate })));
      const { Trigger: now } = await glue.send(new GetTriggerCommand({ Name: name }));
      const { Tags: tags } = await glue.send(
        new GetTagsCommand({ ResourceArn: `arn:aws:glue:${REGION}:${ACCOUNT}:trigger/${name}` }),
      );
      return { updated, schedule: now?.Schedule, state: now?.State, action: now?.Actions?.[0]?.Arguments, tags };
    },
    right: {
      updated: "accepted",
      schedule: "cron(5/15 * * * ? *)",
      state: "ACTIVATED",
      action: { "--command": "maintain" },
      tags: { team: "lake" },
    },
    wrong: {
      updated: 500,
      schedule: "cron(5 * * * ? *)",
      state: "ACTIVATED",
      action: { "--command": "maintain" },
      tags: { team: "lake" },
    },
  },
];
