export type { ExistingRole, ExistingRoleProps } from "./existing-role";
export { applyPermissionsBoundary } from "./permissions-boundary";
export { policyDocument, type PolicyStatement } from "./policy-statement";
export { ServiceRole, type ServiceRoleProps } from "./service-role";
export { policyOf, TrustedRole, type Grantee, type IRole, type TrustedRoleProps } from "./trusted-role";
