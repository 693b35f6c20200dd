import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { mappingSettings, readsKinesis } from "../../src/kinesis-poller/mapping-settings";
import { MAPPING } from "./poller-bench";

// Defaults: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
it("fills in the defaults of AWS", () => {
  expect(mappingSettings(MAPPING)).toEqual({
    uuid: MAPPING.UUID,
    functionName: "deduplicator",
    functionArn: MAPPING.FunctionArn,
    streamName: "events",
    streamArn: MAPPING.EventSourceArn,
    enabled: true,
    startingPosition: { type: "TRIM_HORIZON" },
    batchSize: 100,
    batchingWindowMillis: 0,
    parallelizationFactor: 1,
    reportBatchItemFailures: false,
    bisectBatchOnFunctionError: false,
    maximumRetryAttempts: -1,
    maximumRecordAgeSeconds: -1,
    onFailureBucket: undefined,
  });
});

it("reads every setting of a mapping", () => {
  const settings = mappingSettings({
    ...MAPPING,
    FunctionArn: `${MAPPING.FunctionArn ?? ""}:live`,
    State: "Disabled",
    BatchSize: 10_000,
    MaximumBatchingWindowInSeconds: 300,
    ParallelizationFactor: 10,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 0,
    MaximumRecordAgeInSeconds: 604_800,
    DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
    FilterCriteria: { Filters: [] },
    TumblingWindowInSeconds: 0,
  });
  expect(settings).toMatchObject({
    functionName: "deduplicator",
    enabled: false,
    batchSize: 10_000,
    batchingWindowMillis: 300_000,
    parallelizationFactor: 10,
    reportBatchItemFailures: true,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: 0,
    maximumRecordAgeSeconds: 604_800,
    onFailureBucket: "failures",
  });
});

it.each<[string, Partial<EventSourceMappingConfiguration>, RegExp]>([
  ["a filter", { FilterCriteria: { Filters: [{ Pattern: "{}" }] } }, /FilterCriteria/],
  ["a tumbling window", { TumblingWindowInSeconds: 30 }, /TumblingWindowInSeconds/],
  ["enhanced fan-out", { EventSourceArn: `${MAPPING.EventSourceArn ?? ""}/consumer/c:1` }, /enhanced fan-out/],
  [
    "a queue for failures",
    { DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:eu-central-1:1:q" } } },
    /arn:aws:sqs.*S3 only/,
  ],
  [
    "a topic for failures",
    { DestinationConfig: { OnFailure: { Destination: "arn:aws:sns:eu-central-1:1:t" } } },
    /arn:aws:sns.*S3 only/,
  ],
  ["no starting position", { StartingPosition: undefined }, /StartingPosition is missing/],
  ["AT_TIMESTAMP without a time", { StartingPosition: "AT_TIMESTAMP" }, /StartingPositionTimestamp is missing/],
  ["a batch size out of range", { BatchSize: 10_001 }, /BatchSize is 10001.*from 1 to 10000/],
  ["too long a window", { MaximumBatchingWindowInSeconds: 301 }, /MaximumBatchingWindowInSeconds is 301/],
  ["too many lanes", { ParallelizationFactor: 11 }, /ParallelizationFactor is 11/],
  ["too many retries", { MaximumRetryAttempts: 10_001 }, /MaximumRetryAttempts is 10001.*or -1/],
  // "Although values less than 60 and greater than -1 fall within the parameter's absolute range, they are not allowed"
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
  ["an age below a minute", { MaximumRecordAgeInSeconds: 59 }, /MaximumRecordAgeInSeconds is 59/],
  ["no function", { FunctionArn: undefined }, /no FunctionArn/],
])("refuses %s and names the mapping", (_name, change, reason) => {
  const refused = () => mappingSettings({ ...MAPPING, ...change });
  expect(refused).toThrow(reason);
  expect(refused).toThrow(`Event source mapping ${MAPPING.UUID ?? ""} `);
});

it("takes the time of AT_TIMESTAMP as a Date and as the Unix seconds of the API's JSON", () => {
  const timestamp = new Date(1_700_000_000_500);
  const asDate = { ...MAPPING, StartingPosition: "AT_TIMESTAMP" as const, StartingPositionTimestamp: timestamp };
  const asJson = { ...asDate, ...(JSON.parse('{"StartingPositionTimestamp":1700000000.5}') as object) };
  expect(mappingSettings(asDate).startingPosition).toEqual({ type: "AT_TIMESTAMP", timestamp });
  expect(mappingSettings(asJson).startingPosition).toEqual({ type: "AT_TIMESTAMP", timestamp });
});

it("tells mappings of Kinesis streams from others", () => {
  expect(readsKinesis(MAPPING)).toBe(true);
  expect(readsKinesis({ EventSourceArn: "arn:aws:sqs:eu-central-1:123456789012:queue" })).toBe(false);
  expect(readsKinesis({})).toBe(false);
});
