import { kinesisCreateStreamTags } from "../../src/amendments/kinesis-create-stream-tags";
import { errorResponse, jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, targetCall } from "../gateway/service-call";

const STREAM = { StreamName: "events", Tags: { team: "lake" } };

it("adds the tags that CreateStream was given, after the stream", async () => {
  const emulator = fakeEmulator(() => jsonResponse({}));
  const request = targetCall("kinesis", "CreateStream", STREAM);

  const response = await kinesisCreateStreamTags.answer(request, emulator.forward);

  expect(response).toEqual(jsonResponse({}));
  expect(emulator.asked[0]).toBe(request);
  expect(emulator.asked[1]).toMatchObject({
    operation: "AddTagsToStream",
    headers: { "x-amz-target": "Kinesis_20131202.AddTagsToStream", authorization: request.headers.authorization },
  });
  expect(json(emulator.asked[1])).toEqual(STREAM);
});

it("adds nothing to a stream without tags", async () => {
  const emulator = fakeEmulator(() => jsonResponse({}));

  await kinesisCreateStreamTags.answer(
    targetCall("kinesis", "CreateStream", { StreamName: "events" }),
    emulator.forward,
  );

  expect(emulator.asked.map(({ operation }) => operation)).toEqual(["CreateStream"]);
});

it("adds nothing to a stream that was not made, and hands the error on", async () => {
  const inUse = errorResponse("ResourceInUseException", "Stream events already exists");
  const emulator = fakeEmulator(() => inUse);

  const response = await kinesisCreateStreamTags.answer(
    targetCall("kinesis", "CreateStream", STREAM),
    emulator.forward,
  );

  expect(response).toBe(inUse);
  expect(emulator.asked).toHaveLength(1);
});

it.each([
  ["kinesis", "PutRecords"],
  ["firehose", "CreateStream"],
])("leaves %s %s alone", (service, operation) => {
  const { forward } = fakeEmulator(() => jsonResponse({}));

  expect(kinesisCreateStreamTags.answer(targetCall(service, operation, STREAM), forward)).toBeUndefined();
});
