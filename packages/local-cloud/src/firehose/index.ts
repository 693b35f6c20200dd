export { validateDestination, type S3Destination } from "./destination-rules";
export { extractMetadata, type Extraction } from "./metadata-extraction";
