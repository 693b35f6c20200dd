import { startGateway, type Amendment } from "../../src/gateway/gateway";
import { jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, signedFor } from "./service-call";

function amends(service: string, answer: string): Amendment {
  return {
    answer: (request) => (request.service === service ? Promise.resolve(jsonResponse({ answer })) : undefined),
  };
}

it.each([
  ["what no amendment answers goes to the emulator", "sqs", "emulator"],
  ["an amendment answers in the emulator's place", "glue", "first"],
  ["the first of two amendments wins", "kinesis", "first kinesis"],
])("%s", async (_title, service, expected) => {
  const emulator = fakeEmulator(() => jsonResponse({ answer: "emulator" }));
  const gateway = await startGateway({
    amendments: [amends("glue", "first"), amends("kinesis", "first kinesis"), amends("kinesis", "second kinesis")],
    forward: emulator.forward,
    onRefused: () => undefined,
  });

  const response = await fetch(gateway.endpoint, { method: "POST", headers: signedFor(service), body: "{}" });

  expect(await response.json()).toEqual({ answer: expected });
  expect(emulator.asked).toHaveLength(expected === "emulator" ? 1 : 0);
  await gateway.close();
});

it("an amendment can ask the emulator and mend its answer", async () => {
  const emulator = fakeEmulator(() => jsonResponse({ answer: "emulator" }));
  const mends: Amendment = {
    answer: async (request, forward) => {
      const response = await forward(request);
      return { ...response, status: 202 };
    },
  };
  const gateway = await startGateway({
    amendments: [mends],
    forward: emulator.forward,
    onRefused: () => undefined,
  });

  const response = await fetch(gateway.endpoint);

  expect([response.status, await response.json()]).toEqual([202, { answer: "emulator" }]);
  await gateway.close();
});
