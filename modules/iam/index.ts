export { applyPermissionsBoundary } from "./permissions-boundary";
export { policyDocument, type PolicyStatement } from "./policy-statement";
export { ServiceRole, type ServiceRoleProps } from "./service-role";
export { TrustedRole, type Grantee, type TrustedRoleProps } from "./trusted-role";
