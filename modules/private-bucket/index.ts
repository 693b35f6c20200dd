export type { GrantReadOptions, ILakeBucket, ObjectAlarmProps } from "./bucket-use";
export type { ExistingBucket, ExistingBucketProps } from "./existing-bucket";
export { PrivateBucket, type PrivateBucketProps } from "./private-bucket";
