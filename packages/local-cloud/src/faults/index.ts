export type { FaultReport } from "./fault-injection";
export { faultSchedule, type Fault, type RandomIntegers, type ScheduledFault } from "./fault-schedule";
