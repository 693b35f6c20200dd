import { ResourceNames, stateBackendNames } from "../../../modules/naming";

const props = { prefix: "event-lake", environment: "dev", accountId: "111111111111", region: "eu-central-1" };
const names = new ResourceNames(props);

test("a name says project, environment and purpose", () => {
  expect(names.of("events")).toBe("event-lake-dev-events");
});

test("a bucket's name carries account and region, for it is unique in the whole of AWS", () => {
  expect(names.bucket("lake")).toBe("event-lake-dev-lake-111111111111-eu-central-1");
});

test("a database's name has underscores, for Athena takes no hyphens", () => {
  expect(names.database("raw-data")).toBe("event_lake_dev_raw_data");
});

test("the state's bucket and key are those of the account, whatever the environment", () => {
  expect(stateBackendNames(props)).toEqual({
    bucket: "event-lake-terraform-state-111111111111-eu-central-1",
    keyAlias: "alias/event-lake-terraform-state",
    keyAliasArn: "arn:aws:kms:eu-central-1:111111111111:alias/event-lake-terraform-state",
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html: "between 3 (min) and 63 (max) characters long"
test("a bucket name of 63 characters passes and one of 64 is refused with its length and the fix", () => {
  const longest = 63 - names.bucket("").length;

  expect(names.bucket("x".repeat(longest))).toHaveLength(63);
  expect(() => names.bucket("x".repeat(longest + 1))).toThrow(
    /^ResourceNames: bucket name: got "event-lake-dev-x+-111111111111-eu-central-1"; .* 3 to 63 characters: .*; it has 64\. Shorten/,
  );
});

test.each(["amzn-s3-demo", "sthree", "xn-"])("a bucket name that begins with the reserved %s- is refused", (prefix) => {
  expect(() => new ResourceNames({ ...props, prefix }).bucket("lake")).toThrow(
    `must not begin with ${prefix}-, which S3 reserves. Shorten the prefix or the environment's name, or choose another prefix.`,
  );
});

test("the state bucket's name is checked as well", () => {
  expect(() => stateBackendNames({ ...props, prefix: "a-prefix-of-many-characters" })).toThrow(
    "it has 69. Shorten the prefix",
  );
});
