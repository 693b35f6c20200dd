const REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/";
/** Actions that AWS ties to no resource, each with the page that says so. */
export const WITHOUT_RESOURCE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    "list_awsglue.html": [
      "glue:CreateCrawler",
      "glue:CreateSecurityConfiguration",
      "glue:DeleteSecurityConfiguration",
      "glue:GetSecurityConfiguration",
    ],
    "list_amazonkinesisdatastreams.html": ["kinesis:DescribeLimits"],
    "list_awskeymanagementservice.html": ["kms:CreateKey", "kms:ListAliases"],
    "list_awslakeformation.html": [
      "lakeformation:AddLFTagsToResource",
      "lakeformation:CreateLFTag",
      "lakeformation:DeleteLFTag",
      "lakeformation:DeregisterResource",
      "lakeformation:DescribeResource",
      "lakeformation:GetDataAccess",
      "lakeformation:GetLFTag",
      "lakeformation:GetResourceLFTags",
      "lakeformation:GrantPermissions",
      "lakeformation:ListPermissions",
      "lakeformation:RegisterResource",
      "lakeformation:RemoveLFTagsFromResource",
      "lakeformation:RevokePermissions",
      "lakeformation:UpdateLFTag",
      "lakeformation:UpdateResource",
    ],
    "list_awslambda.html": ["lambda:CreateEventSourceMapping"],
    "list_amazoncloudwatchlogs.html": ["logs:DescribeLogGroups"],
  }).flatMap(([page, actions]) => actions.map((action) => [action, `${REFERENCE}${page}`])),
);
