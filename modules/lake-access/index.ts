export {
  LakeAccess,
  type DatabasePermission,
  type LakeAccessProps,
  type SelectOptions,
  type TablePermission,
} from "./lake-access";
export { LakeTag, type LakeTagProps } from "./lake-tag";
