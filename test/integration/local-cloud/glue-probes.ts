import { CreateCrawlerCommand, GetCrawlerCommand, GetTagsCommand, UpdateCrawlerCommand } from "@aws-sdk/client-glue";
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
    file: "crawler/crawlers.ts",
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
    file: "crawler/crawlers.ts",
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
];
