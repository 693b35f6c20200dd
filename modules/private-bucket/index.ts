export { PrivateBucket, type GrantReadOptions, type PrivateBucketProps } from "./private-bucket";
