import { accountStackId } from "../../stacks/account-stack";
import { environmentNamed } from "../fixtures/environments";
import { synthesiseAccount } from "./synthesised-environments";

const prod = environmentNamed("prod");

test("its id names account and region, for there is one of each", () => {
  expect(accountStackId(prod)).toBe("event-lake-account-333333333333-eu-central-1");
});

test("it makes the bucket that the backend of every stack of the account names", () => {
  const stack = synthesiseAccount(prod);

  expect(stack.config("aws_s3_bucket")["bucket"]).toBe("event-lake-terraform-state-333333333333-eu-central-1");
  expect(stack.terraform["backend"]).toMatchObject({ s3: { bucket: stack.config("aws_s3_bucket")["bucket"] } });
});

test("the administrators of Lake Formation are sorted, and no default lets an IAM principal past it", () => {
  const administrators = ["b", "a"].map((name) => `arn:aws:iam::333333333333:role/${name}`);
  const stack = synthesiseAccount({ ...prod, dataLakeAdministrators: administrators });

  expect(stack.config("aws_lakeformation_data_lake_settings")).toMatchObject({ admins: [...administrators].sort() });
});

test("the role that plans may see Lake Formation's grants, and the administrator that deploys exists before it is named", () => {
  const settings = synthesiseAccount(prod).config("aws_lakeformation_data_lake_settings");

  expect(settings["read_only_admins"]).toEqual([
    expect.stringMatching(/^\$\{aws_iam_role\.pipeline_access_event_lake_plan_\w+\.arn\}$/),
  ]);
  expect(settings["depends_on"]).toEqual([expect.stringMatching(/^aws_iam_role\.pipeline_access_event_lake_deploy_/)]);
});

test("without a repository on GitHub it makes no role, and bounds none", () => {
  const stack = synthesiseAccount({ ...prod, github: undefined });

  expect(stack.ofType("aws_iam_role")).toEqual([]);
  expect(stack.config("aws_lakeformation_data_lake_settings")).toEqual({ admins: prod.dataLakeAdministrators });
});
