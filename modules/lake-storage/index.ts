export { LAKE_PREFIXES, LakeStorage, type LakePrefix, type LakeStorageProps } from "./lake-storage";
