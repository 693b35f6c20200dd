export { Curation, type CurationInput, type CurationProps } from "./curation";
export { DeltaCrawler, type DeltaCrawlerProps } from "./delta-crawler";
export {
  curationCoreSeconds,
  hasFlexWorkers,
  workerFleet,
  type CurationTraffic,
  type ExecutionClass,
  type WorkerFleet,
} from "./worker-fleet";
