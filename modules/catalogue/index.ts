export { Catalogue, type CatalogueProps } from "./catalogue";
export type { ICatalogue } from "./catalogue-names";
export type { ContractedEvent, ContractedField } from "./contracted-event";
export { crawlerLogStatement } from "./crawler-log-statement";
export { PartitionCrawler, type PartitionCrawlerProps } from "./partition-crawler";
