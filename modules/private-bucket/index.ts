export { PrivateBucket, type GrantReadOptions, type ObjectAlarmProps, type PrivateBucketProps } from "./private-bucket";
