import { checkActivePartitions } from "../../stacks/active-partitions";
import { environmentNamed } from "./synthesised-environments";

const prod = environmentNamed("prod");

test("a hundred contracts over a week are more than Firehose's quota, and the message says what to do", () => {
  expect(() => {
    checkActivePartitions(prod, 100);
  }).toThrow(
    "environments/prod.ts: 100 contracts over 9 days can have 918 active partitions; " +
      "delivery.activePartitionQuota is 500, and Firehose would send the rest to errors/. " +
      "Ask AWS to raise the quota (up to 5,000) and write the new value, or shorten deduplication.windowDays.",
  );
});

test("they pass with a quota that AWS has raised", () => {
  expect(() => {
    checkActivePartitions({ ...prod, delivery: { ...prod.delivery, activePartitionQuota: 5000 } }, 100);
  }).not.toThrow();
});

test("the quota itself is allowed, one partition more is not", () => {
  const environment = (activePartitionQuota: number) => ({
    ...prod,
    delivery: { ...prod.delivery, activePartitionQuota },
  });
  // 10 contracts and the 2 tables of the platform, over 7 days and one to each side.
  const partitions = (10 + 2) * (7 + 2);

  expect(() => {
    checkActivePartitions(environment(partitions), 10);
  }).not.toThrow();
  expect(() => {
    checkActivePartitions(environment(partitions - 1), 10);
  }).toThrow(`can have ${partitions} active partitions; delivery.activePartitionQuota is ${partitions - 1}`);
});
