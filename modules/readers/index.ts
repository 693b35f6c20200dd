export { QueryWorkgroup, type QueryWorkgroupProps, type SavedQuery } from "./query-workgroup";
export { ReaderRole, type ReaderRoleProps } from "./reader-role";
export { SnowflakeReader, type SnowflakeReaderProps } from "./snowflake-reader";
export { SpectrumReader, type SpectrumReaderProps } from "./spectrum-reader";
