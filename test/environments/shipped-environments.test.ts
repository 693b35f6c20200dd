import { environments } from "../../environments";

test("the three environments of this repository are valid, and in the order of their promotion", () => {
  expect(environments.map(({ name }) => name)).toEqual(["dev", "staging", "prod"]);
});

test("each environment has an account of its own", () => {
  expect(new Set(environments.map(({ accountId }) => accountId)).size).toBe(environments.length);
});

test("only prod is protected from removal", () => {
  expect(environments.filter(({ removalProtection }) => removalProtection).map(({ name }) => name)).toEqual(["prod"]);
});

test("dev has no monthly price for a key; staging and prod have keys of their own", () => {
  expect(environments.map(({ encryption }) => encryption)).toEqual([
    "aws-managed",
    "customer-managed",
    "customer-managed",
  ]);
});

test("prod declares the traffic of the task: a million events an hour, remembered for 7 days", () => {
  expect(environments.find(({ name }) => name === "prod")).toMatchObject({
    traffic: { eventsPerHour: 1_000_000 },
    deduplication: { windowDays: 7 },
    stream: { retentionHours: 168 },
  });
});
