export { LakeAccess, type DatabasePermission, type LakeAccessProps, type TablePermission } from "./lake-access";
export { LakeTag, type LakeTagProps } from "./lake-tag";
