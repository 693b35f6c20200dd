import { checkPrefixKeys, partitionQuery } from "../../../modules/delivery/partition-prefix";

const keys = { table: ".table_name", created_date: ".created_date" };
const prefix = "raw/!{partitionKeyFromQuery:table}/created_date=!{partitionKeyFromQuery:created_date}/";

test("the query is a jq object of every key and its expression, in their order", () => {
  expect(partitionQuery(keys)).toBe("{table:.table_name,created_date:.created_date}");
});

test("a prefix that uses exactly the keys passes, whatever else it holds", () => {
  expect(() => {
    checkPrefixKeys("lake/delivery", `${prefix}!{timestamp:HH}/`, keys);
  }).not.toThrow();
});

test("a key that the query does not find is refused, with construct, prefix and key", () => {
  expect(() => {
    checkPrefixKeys("lake/delivery", `${prefix}!{partitionKeyFromQuery:hour}/`, keys);
  }).toThrow(
    `lake/delivery: the prefix "${prefix}!{partitionKeyFromQuery:hour}/" and the partition keys (table, created_date) do not match:\n` +
      '  the prefix uses "hour", which no key gives\n' +
      "Name the same keys in both.",
  );
});

test("a key that the prefix does not use is refused: it would be paid for and thrown away", () => {
  expect(() => {
    checkPrefixKeys("lake/delivery", prefix, { ...keys, hour: ".hour" });
  }).toThrow('the key "hour" is not used by the prefix');
});

test("a misspelt key shows from both sides", () => {
  expect(() => {
    checkPrefixKeys("lake/delivery", prefix, { tables: ".table_name", created_date: ".created_date" });
  }).toThrow(/the prefix uses "table", which no key gives\n\s+the key "tables" is not used by the prefix/);
});
