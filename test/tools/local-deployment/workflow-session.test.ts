import { listenOnLoopback, type LoopbackServer, type ServiceResponse } from "@event-lake/local-cloud/gateway";
import { takeWorkflowRole } from "../../../tools/local-deployment/workflow-session";

const RUN = {
  roleArn: "arn:aws:iam::111111111111:role/event-lake-deploy",
  repository: "owner/lake",
  subject: "environment:dev",
};

let server: LoopbackServer;
let asked: URLSearchParams;
let answer: ServiceResponse;

beforeEach(async () => {
  server = await listenOnLoopback({
    handle: ({ body }) => {
      asked = new URLSearchParams(body.toString());
      return Promise.resolve(answer);
    },
    onRefused: () => undefined,
  });
});

afterEach(() => server.close());

const xml = (status: number, body: string): ServiceResponse => ({
  status,
  headers: { "content-type": "text/xml" },
  body: Buffer.from(body),
});

test("a role is taken with a token that says which repository runs what for, and its keys are variables", async () => {
  answer = xml(
    200,
    "<R><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken></R>",
  );

  const variables = await takeWorkflowRole(server.endpoint, RUN);

  expect(variables).toEqual({
    AWS_ACCESS_KEY_ID: "ASIA1",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "token",
  });
  const claims = asked.get("WebIdentityToken")?.split(".")[1] ?? "";
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({
    iss: "https://token.actions.githubusercontent.com",
    aud: "sts.amazonaws.com",
    sub: "repo:owner/lake:environment:dev",
  });
  expect(asked.get("RoleArn")).toBe(RUN.roleArn);
});

test("a refusal names the role and says why in the words of AWS", async () => {
  answer = xml(403, "<E><Code>AccessDenied</Code><Message>Not authorized to take it</Message></E>");

  await expect(takeWorkflowRole(server.endpoint, RUN)).rejects.toThrow(
    `${RUN.roleArn} cannot be taken: Not authorized to take it`,
  );
});
