export { ResourceNames, stateBackendNames, type ResourceNamesProps, type StateBackendNames } from "./resource-names";
