import { S3EventBridge } from "../../src/amendments/s3-event-bridge";
import { serviceRequest } from "../../src/gateway/service-message";
import { fakeEmulator, signedFor } from "../gateway/service-call";

const WITH = "<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>";
const WITHOUT = "<NotificationConfiguration></NotificationConfiguration>";

/** Puts configurations one after the other, and reads back what is there then. */
async function readBack(answer: string, ...configurations: readonly string[]) {
  const { forward } = fakeEmulator(({ method }) => ({
    status: 200,
    headers: { "content-length": "1" },
    body: Buffer.from(method === "GET" ? answer : ""),
  }));
  const amendment = new S3EventBridge();
  const call = (method: string, body = "") =>
    amendment.answer(serviceRequest(method, "/lake?notification", signedFor("s3"), Buffer.from(body)), forward);
  for (const configuration of configurations) await call("PUT", configuration);
  return (await call("GET"))?.body.toString();
}

test.each([
  ["an open element", WITHOUT],
  ["a closed one", "<NotificationConfiguration/>"],
])("a bucket that sends its events says so, where moto answers with %s", async (_title, answer) => {
  expect(await readBack(answer, WITH)).toBe(
    "<NotificationConfiguration><EventBridgeConfiguration></EventBridgeConfiguration></NotificationConfiguration>",
  );
});

test("a bucket that does not, or no longer, says nothing of it", async () => {
  expect(await readBack(WITHOUT)).toBe(WITHOUT);
  expect(await readBack(WITHOUT, WITH, WITHOUT)).toBe(WITHOUT);
});

test("an answer that has it is left alone, and so is every other call", async () => {
  expect(await readBack(WITH, WITH)).toBe(WITH);
  const other = serviceRequest("GET", "/lake?versioning", signedFor("s3"), Buffer.alloc(0));
  expect(
    new S3EventBridge().answer(
      other,
      fakeEmulator(() => ({ status: 200, headers: {}, body: Buffer.alloc(0) })).forward,
    ),
  ).toBeUndefined();
});
