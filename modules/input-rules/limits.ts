import { number, wholeNumber } from "./numbers";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
export const retentionHours = wholeNumber(24, 8_760, "hours for which Kinesis keeps a record");

/** As many as Kinesis gives an account at first, where it gives most. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const shards = wholeNumber(1, 20_000, "shards of a stream");

/** Five years, less than which a time to live may be ahead. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html */
export const windowDays = wholeNumber(1, 1_825, "days for which an id is remembered");

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html */
export const objectDays = wholeNumber(1, 2_147_483_647, "days, after which S3 deletes");

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const memoryMebibytes = wholeNumber(128, 10_240, "MiB of a Lambda function");

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const batchSize = wholeNumber(1, 10_000, "records of a batch");

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const batchWindowSeconds = wholeNumber(0, 300, "seconds that Lambda waits for a full batch");

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const parallelizationFactor = wholeNumber(1, 10, "batches of a shard at a time");

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const maximumRetries = wholeNumber(-1, 10_000, "times that Lambda tries a batch again, -1 for no end");

/**
 * Not documented in one place; AWS answers when the stream is created: "BufferingHints.SizeInMBs must be at least 64 when
 * Dynamic Partitioning is enabled", "BufferingHints.IntervalInSeconds must be at least 60 seconds when ...".
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
 */
export const partitionedBuffer = {
  mebibytes: wholeNumber(64, 128, "MiB that Firehose buffers of a partition"),
  seconds: wholeNumber(60, 900, "seconds that Firehose buffers a partition"),
};

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
export const plainBuffer = {
  mebibytes: wholeNumber(1, 128, "MiB that Firehose buffers"),
  seconds: wholeNumber(0, 900, "seconds that Firehose buffers"),
};

/** @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const activePartitionQuota = wholeNumber(1, 5_000, "active partitions that Firehose gives a delivery stream");

/** @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const directPutMebibytes = number(0.001, 1_000, "MiB a second that a delivery stream takes");

export const timeTravelDays = wholeNumber(1, 365, "days for which an older version of a table can be read");

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html */
export const jobTimeoutMinutes = wholeNumber(1, 10_080, "minutes that a run of Glue may take, seven days at most");

/** @see https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html */
export const scanLimitGibibytes = wholeNumber(1, 8_388_607, "GiB that a query may scan");

/** Events an hour, on average. */
export const eventsPerHour = number(1, 1_000_000_000_000, "events an hour, on average");

/** Events of the busiest second. */
export const peakEventsPerSecond = number(0.000_001, 1_000_000_000, "events of the busiest second");

/** One record of Kinesis, at most. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const averageEventBytes = number(1, 1_048_576, "bytes of an event, on average");
