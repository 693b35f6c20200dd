export { directPutQuota } from "../input-rules/peak-traffic";
export { EventLake, type InFlightProcessing } from "./event-lake";
export type { EventLakeProps, Processing } from "./event-lake-props";
export type { LakeReader } from "./lake-grants";
