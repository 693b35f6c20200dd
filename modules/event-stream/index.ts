export { EventStream, type EventStreamProps, type StreamMode } from "./event-stream";
