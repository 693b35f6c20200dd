export { StateBackend, type StateBackendProps } from "./state-backend";
