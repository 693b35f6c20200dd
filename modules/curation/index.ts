export { Curation, type CurationProps } from "./curation";
export { type CurationInput } from "./curation-input";
export { DeltaCrawler, type DeltaCrawlerProps } from "./delta-crawler";
export { RUN_INTERVALS, type RunInterval } from "./schedule";
export { curationCoreSeconds, workerFleet, type CurationTraffic, type WorkerFleet } from "./worker-fleet";
