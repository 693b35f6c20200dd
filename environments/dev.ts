import type { EnvironmentSettings } from "./schema";

/** Cheap and disposable: small traffic, the services' own keys, everything can be destroyed. */
export const dev: EnvironmentSettings = {
  name: "dev",
  accountId: "111111111111",
  region: "eu-central-1",
  namePrefix: "event-lake",
  github: { repository: "example/event-lake" },
  dataLakeAdministrators: ["arn:aws:iam::111111111111:role/event-lake-deploy"],
  traffic: { eventsPerHour: 1_000, averageEventBytes: 1_000 },
  deduplication: { windowDays: 7 },
  stream: { mode: { kind: "on-demand" }, retentionHours: 24 },
  encryption: "aws-managed",
  delivery: { bufferMebibytes: 64, bufferSeconds: 60 },
  storage: { rawRetentionDays: 14, longestCurationPauseDays: 7 },
  readers: [{ principal: "arn:aws:iam::111111111111:role/analyst", events: "all", personal: true }],
  alarmEmail: "data-platform-dev@example.com",
  removalProtection: false,
};
