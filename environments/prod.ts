import type { EnvironmentSettings } from "./schema";

/**
 * A million events an hour. Customer keys, a week of replay, and nothing that holds data can be destroyed. A provisioned
 * stream, for a quarter of what one on demand costs: beyond twice the average, producers have to put again.
 */
export const prod: EnvironmentSettings = {
  name: "prod",
  accountId: "333333333333",
  region: "eu-central-1",
  namePrefix: "event-lake",
  github: { repository: "example/event-lake" },
  dataLakeAdministrators: ["arn:aws:iam::333333333333:role/event-lake-deploy"],
  traffic: { eventsPerHour: 1_000_000, averageEventBytes: 1_000 },
  deduplication: { windowDays: 7 },
  stream: { mode: { kind: "provisioned" }, retentionHours: 168 },
  encryption: "customer-managed",
  delivery: { bufferMebibytes: 128, bufferSeconds: 900 },
  storage: { rawRetentionDays: 365, longestCurationPauseDays: 30 },
  readers: [
    { principal: "arn:aws:iam::333333333333:role/analyst", events: "all", personal: true },
    {
      principal: "arn:aws:iam::333333333333:role/finance-reporting",
      events: ["payment:order:completed"],
      personal: true,
    },
  ],
  alarmEmail: "data-platform@example.com",
  removalProtection: true,
};
