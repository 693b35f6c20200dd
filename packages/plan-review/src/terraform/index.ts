export { findProviderMirror, terraformCliConfig } from "./provider-mirror";
export { Terraform, TerraformError, type TerraformOptions } from "./terraform";
export { findTerraform, TerraformMissingError } from "./terraform-binary";
export type { TerraformDiagnostic, TerraformProgress } from "./terraform-progress";
