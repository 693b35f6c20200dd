export { eventCheck, type ProducedContracts, type Refusal } from "./event-check";
