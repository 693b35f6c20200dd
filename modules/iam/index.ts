export { policyDocument, type PolicyStatement } from "./policy-statement";
export { ServiceRole, type Grantee, type ServiceRoleProps } from "./service-role";
