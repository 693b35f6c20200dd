export { Catalogue, type CatalogueProps, type ContractedEvent } from "./catalogue";
export { PartitionCrawler, type PartitionCrawlerProps } from "./partition-crawler";
