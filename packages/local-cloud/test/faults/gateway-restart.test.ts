import { GatewayRestart } from "../../src/faults/gateway-restart";

it("restarts one time after the other", async () => {
  const events: string[] = [];
  const fault = new GatewayRestart(async (milliseconds) => {
    events.push(`${milliseconds} down`);
    await Promise.resolve();
    events.push(`${milliseconds} up`);
  });

  await Promise.all([fault.strike(10), fault.strike(20)]);

  expect(events).toEqual(["10 down", "10 up", "20 down", "20 up"]);
  expect(fault.restarts).toBe(2);
});
