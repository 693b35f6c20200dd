export { PipelineAccess, permissionsBoundaryArn, type LakePipeline, type PipelineAccessProps } from "./pipeline-access";
export { deployRights, planRights, type PipelineLake, type PipelinePlace } from "./terraform-rights";
export { boundaryRights, type BoundaryPlace } from "./boundary-rights";
