/** Whether AWS would let somebody make a call, and why not. README.md has what is decided, and what is refused. */
export { access, type Access, type Place } from "./access";
export type { AwsCall, Message } from "./aws-call";
export { AccountRights, type DecidedAccess, type Refused } from "./account/account-rights";
export type { RightInUse } from "./account/rights-in-use";
export type { StreamOf } from "./calls/required-access";
export { missingObjectAccess } from "./calls/s3-access";
export type { CatalogueObject, LakeFormationGrants } from "./lake-formation/lake-formation-grants";
export { decideAlone, refusalText, type Decision, type RoleSession } from "./policies/decision";
export { readPolicy, type Statement } from "./policies/policy";
export { isLike } from "./policies/wildcards";
