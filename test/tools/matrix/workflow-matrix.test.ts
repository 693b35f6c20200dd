import { workflowMatrix } from "../../../tools/matrix/workflow-matrix";
import { environmentNamed } from "../../fixtures/environments";

const [dev, prod] = [environmentNamed("dev"), environmentNamed("prod")];

test("the workflows run for each environment in its region, with the roles of its account, in the order of the files", () => {
  const elsewhere = { ...prod, region: "eu-west-1" };

  expect(workflowMatrix([dev, elsewhere])).toEqual({
    include: [
      {
        environment: "dev",
        region: "eu-central-1",
        "plan-role": "arn:aws:iam::111111111111:role/event-lake-plan",
        "deploy-role": "arn:aws:iam::111111111111:role/event-lake-deploy",
      },
      {
        environment: "prod",
        region: "eu-west-1",
        "plan-role": "arn:aws:iam::333333333333:role/event-lake-plan",
        "deploy-role": "arn:aws:iam::333333333333:role/event-lake-deploy",
      },
    ],
  });
});

test("a role that deploys and may not administer Lake Formation is refused, with the file and the key", () => {
  expect(() => workflowMatrix([{ ...dev, workflowRoles: { plan: "reader", deploy: "writer" } }])).toThrow(
    'environments/dev.ts: workflowRoles.deploy: got "writer"; arn:aws:iam::111111111111:role/writer is not among dataLakeAdministrators',
  );
});
