import { Configuration } from "../../src/plan/configuration";

const key = { address: "aws_kms_key.data", expressions: {} };
const stream = {
  address: "aws_kinesis_stream.events",
  expressions: { kms_key_id: { references: ["aws_kms_key.data.arn", "aws_kms_key.data"] } },
};
const configuration = new Configuration({
  resources: [key, stream, { address: "aws_kms_key.data_two", expressions: {} }],
  module_calls: { lake: { module: { resources: [key, stream] } } },
});

test("dependents are found by whole addresses, within their module", () => {
  expect(configuration.dependentsOf("aws_kms_key.data")).toEqual(["aws_kinesis_stream.events"]);
  expect(configuration.dependentsOf("aws_kms_key.data_two")).toEqual([]);
  expect(configuration.dependentsOf("module.lake.aws_kms_key.data")).toEqual(["module.lake.aws_kinesis_stream.events"]);
});

test("an index does not hide who depends on a resource", () => {
  expect(configuration.dependentsOf('aws_kms_key.data["a"]')).toEqual(["aws_kinesis_stream.events"]);
  expect(configuration.dependentsOf("module.lake[0].aws_kms_key.data")).toEqual([
    "module.lake.aws_kinesis_stream.events",
  ]);
});
