export { eventCheck, type ProducedContracts, type Refusal } from "./event-check";
export {
  EventProducer,
  type EventProducerProps,
  type NotSent,
  type ProducedEvent,
  type SendResult,
} from "./event-producer";
export type { KinesisPutRecords, PutRecordsAnswer } from "./put-records";
