import { LakeAccess, LakeTag } from "../../../modules/lake-access";
import { lakeStorage } from "../example-constructs";
import { synthesise } from "../synthesised";

test("a tag on a database and a grant on the tag need no table to exist", () => {
  const stack = synthesise((scope) => {
    const tag = new LakeTag(scope, "tag", { key: "layer", value: "lake", databaseName: "data_lake" });
    const access = new LakeAccess(scope, "access", {
      storage: lakeStorage(scope),
      prefixes: ["lake"],
      roleName: "lake-formation",
    });
    access.grantTagged("analyst", "arn:aws:iam::111111111111:role/analyst", tag);
  });
  const key = stack.reference("aws_lakeformation_lf_tag", "key");

  expect(stack.config("aws_lakeformation_lf_tag")).toEqual({ key: "layer", values: ["lake"] });
  expect(stack.config("aws_lakeformation_resource_lf_tags")).toEqual({
    database: { name: "data_lake" },
    lf_tag: [{ key, value: "lake" }],
  });
  expect(stack.config("aws_lakeformation_permissions")).toEqual({
    principal: "arn:aws:iam::111111111111:role/analyst",
    permissions: ["DESCRIBE", "SELECT"],
    lf_tag_policy: { resource_type: "TABLE", expression: [{ key, values: ["lake"] }] },
    // A table inherits the tag of its database: a grant made before it would be of nothing.
    depends_on: [`aws_lakeformation_resource_lf_tags.${stack.only("aws_lakeformation_resource_lf_tags").id}`],
  });
});
