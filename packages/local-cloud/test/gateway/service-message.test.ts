import { errorAnswer, errorResponse, jsonBody, serviceRequest } from "../../src/gateway/service-message";
import { json, signedFor } from "./service-call";

describe("a service request", () => {
  it("knows its service by the signature and its operation by the target", () => {
    const headers = { ...signedFor("kinesis"), "x-amz-target": "Kinesis_20131202.PutRecords" };

    const request = serviceRequest("POST", "/", headers, Buffer.alloc(0));

    expect(request).toMatchObject({ service: "kinesis", operation: "PutRecords" });
  });

  it("has no service without a signature, and no operation without a target", () => {
    const request = serviceRequest("GET", "/bucket", {}, Buffer.alloc(0));

    expect(request).toMatchObject({ service: "", operation: "" });
  });

  it("has an empty object for a body when it came without one", () => {
    expect(jsonBody({ body: Buffer.alloc(0) })).toEqual({});
  });

  it("is not read as JSON when its body is something else", () => {
    expect(() => jsonBody({ body: Buffer.from("PK") })).toThrow(SyntaxError);
  });
});

it("writes an error in every place where an SDK looks for its code and message", () => {
  const response = errorResponse("ResourceNotFoundException", "no such stream", 404);

  expect(response.status).toBe(404);
  expect(response.headers["x-amzn-errortype"]).toBe("ResourceNotFoundException");
  expect(json(response)).toEqual({
    __type: "ResourceNotFoundException",
    message: "no such stream",
    Message: "no such stream",
  });
});

test.each([
  ["a form", "", /^<ErrorResponse><Error><Code>AccessDenied<\/Code>/],
  ["JSON", "DescribeAlarms", /^{"__type":"AccessDenied"/],
])("an error is answered as the call was written, here as %s", (_title, operation, body) => {
  const request = { ...serviceRequest("POST", "/", {}, Buffer.alloc(0)), service: "monitoring", operation };

  expect(errorAnswer(request, "AccessDenied", "no", 403).body.toString()).toMatch(body);
});
