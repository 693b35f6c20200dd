import { arn } from "../access";
import { ANYTHING, text, type Call } from "./service-calls";

/** Kinds of resources of Glue that an action on the catalogue is not about. */
const GLUE_KINDS = ["Crawler", "Job", "Trigger"] as const;

/** @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html */
export function glueResources({ operation, parameters, place }: Omit<Call, "workgroupOf">): readonly string[] {
  const tagged = text(parameters["ResourceArn"]);
  if (tagged !== undefined) return [tagged];
  // Runs are their job's.
  const kind = GLUE_KINDS.find((one) => operation.replace(/Runs?$/, "").endsWith(one));
  if (kind !== undefined) {
    // CreateCrawler has no resource type.
    if (operation === "CreateCrawler") return ANYTHING;
    const name = text(parameters["Name"] ?? parameters["JobName"]) ?? "";
    return [arn("glue", `${kind.toLowerCase()}/${name}`, place)];
  }
  if (operation.endsWith("SecurityConfiguration")) return ANYTHING;
  const input = (parameters["DatabaseInput"] ?? parameters["TableInput"] ?? {}) as { readonly Name?: string };
  const isTable = parameters["DatabaseName"] !== undefined;
  const name = text(parameters["TableName"] ?? parameters["Name"]) ?? input.Name ?? "";
  const database = text(parameters["DatabaseName"]) ?? name;
  const paths = ["catalog", `database/${database}`, ...(isTable ? [`table/${database}/${name}`] : [])];
  return paths.map((path) => arn("glue", path, place));
}
