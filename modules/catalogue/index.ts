export { Catalogue, type CatalogueProps, type ContractedEvent } from "./catalogue";
export { crawlerLogStatement } from "./crawler-log-statement";
export { PartitionCrawler, type PartitionCrawlerProps } from "./partition-crawler";
