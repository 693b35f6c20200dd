import { AccountRights, refusalText } from "@event-lake/aws-rights";

const rights = new AccountRights({ accountId: "111111111111", region: "eu-central-1" });
const post = { method: "POST", path: "/", headers: {}, operation: "" };
const bytes = (text: string) => new TextEncoder().encode(text);

const policy = { Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:*:*:orders" } };
const put = { Action: "PutRolePolicy", RoleName: "shop", PolicyName: "p", PolicyDocument: JSON.stringify(policy) };
rights.learn({ ...post, service: "iam", body: bytes(String(new URLSearchParams(put))) }, { body: bytes("") });

const shop = { roleArn: "arn:aws:iam::111111111111:role/shop", principal: "shop" };
const send = { ...post, service: "sqs", operation: "SendMessage", body: bytes('{"QueueUrl":"http://sqs/1/returns"}') };
const decided = rights.decideCall(shop, send) ?? [];
export const answers = decided.map(({ access, decision }) => decision.allowed || refusalText("Shop", access, decision));
