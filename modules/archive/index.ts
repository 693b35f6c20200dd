export { deterministicZip } from "./deterministic-zip";
