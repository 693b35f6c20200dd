import type { EnvironmentSettings } from "./schema";

/** Built like prod, a tenth of the traffic, and can be destroyed. */
export const staging: EnvironmentSettings = {
  name: "staging",
  accountId: "222222222222",
  region: "eu-central-1",
  namePrefix: "event-lake",
  github: { repository: "example/event-lake" },
  dataLakeAdministrators: ["arn:aws:iam::222222222222:role/event-lake-deploy"],
  traffic: { eventsPerHour: 100_000, averageEventBytes: 1_000 },
  deduplication: { windowDays: 7 },
  stream: { mode: { kind: "on-demand" }, retentionHours: 72 },
  encryption: "customer-managed",
  delivery: { bufferMebibytes: 128, bufferSeconds: 300 },
  storage: { rawRetentionDays: 30, longestCurationPauseDays: 14 },
  readers: [{ principal: "arn:aws:iam::222222222222:role/analyst", events: "all", personal: true }],
  alarmEmail: "data-platform-staging@example.com",
  removalProtection: false,
};
