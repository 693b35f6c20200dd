export { contentAsset, type ContentAsset } from "./content-asset";
export { deterministicZip } from "./deterministic-zip";
