export { LakeAccess, type DatabasePermission, type LakeAccessProps, type TablePermission } from "./lake-access";
