export { CLASSIFICATIONS, type Classification } from "./classification";
export { type ContractField, type EventContract, loadEventContracts } from "./event-contracts";
export { curationContractsJson } from "./curation-contracts";
