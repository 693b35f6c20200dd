import { QueryWorkgroup, ReaderRole } from "../../../modules/readers";
import { catalogue, encryptionKey, lakeStorage, place } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const PEOPLE = ["arn:aws:iam::111111111111:role/sso/b", "arn:aws:iam::111111111111:role/sso/a"];

const made = (rawData?: boolean) =>
  synthesise((scope) => {
    const key = encryptionKey(scope);
    const tables = catalogue(scope, lakeStorage(scope, key));
    const workgroup = new QueryWorkgroup(scope, "queries", {
      name: "lake-queries",
      resultsBucketName: "lake-results",
      catalogue: tables,
      queries: [],
      encryptionKey: key,
    });
    const assumedBy = PEOPLE;
    new ReaderRole(scope, "analyst", {
      ...place,
      name: "lake-analyst",
      assumedBy,
      workgroup,
      catalogue: tables,
      rawData,
    });
  });

const statements = statementsOf(made().only("aws_iam_role_policy"));

test("only those who are named may take the role", () => {
  expect(statementsOf(made().only("aws_iam_role"), "assume_role_policy")).toMatchObject([
    { Principal: { AWS: [...PEOPLE].sort() } },
  ]);
});

test("it opens the results of queries, and no file of the lake", () => {
  const objects = statements.filter(({ Action }) => Action.some((action) => /^s3:.*Object/.test(action)));

  const opened = objects.flatMap(({ Resource }) => Resource);
  expect(opened).not.toEqual([]);
  expect(opened.filter((arn) => !arn.includes("queries_results"))).toEqual([]);
});

test("the raw tables are in its catalogue only where it reads raw data", () => {
  const catalogueOf = (rawData: boolean) =>
    statementsOf(made(rawData).only("aws_iam_role_policy"))
      .filter(({ Sid }) => Sid === "ReadCatalogue")
      .flatMap(({ Resource }) => Resource)
      .filter((resource) => resource.includes("raw_data"));

  expect(catalogueOf(false)).toEqual([]);
  expect(catalogueOf(true)).toHaveLength(2);
});
