import { join } from "node:path";
import { curationContracts, curationContractsJson } from "../../events/curation-contracts";
import { loadEventContracts } from "../../events/event-contracts";

const contracts = loadEventContracts(join(__dirname, "../fixtures/contracts/events"));

describe("the contracts of the curation job", () => {
  test("hold name, table, subject and columns of every contract", () => {
    const { version, contracts: entries } = curationContracts(contracts);

    expect(version).toBe(2);
    expect(entries.map((entry) => entry.event_name)).toEqual(contracts.map((contract) => contract.name));
    const order = entries.find((entry) => entry.event_name === "payment:order:completed");
    expect(order).toMatchObject({ table: "payment_order_completed_event", subject_fields: ["user_uuid"] });
    expect(order?.fields).toEqual(
      expect.arrayContaining([
        { name: "amount", column: "amount", type: "double", required: true },
        { name: "provider_reference", column: "provider_reference", type: "bigint", required: false },
        { name: "voucher", column: "voucher", type: "string", required: false },
        {
          name: "items",
          column: "items",
          type: {
            array: {
              struct: [
                { name: "sku", type: "string", required: true },
                { name: "quantity", type: "bigint", required: true },
                { name: "unit_price", type: "double", required: false },
              ],
            },
          },
          required: true,
        },
      ]),
    );
  });

  test("do not require a field that may be null, since null and absent are one in a table", () => {
    const lesson = curationContracts(contracts).contracts.find((entry) => entry.event_name === "lesson:started");

    expect(lesson?.fields.find((field) => field.name === "user_uuid")).toEqual({
      name: "user_uuid",
      column: "user_uuid",
      type: "string",
      required: false,
    });
  });

  test("are the same bytes whatever the order of the contracts, and hold no path of this machine", () => {
    const text = curationContractsJson(contracts);

    expect(curationContractsJson([...contracts].reverse())).toBe(text);
    expect(text.endsWith("}\n")).toBe(true);
    expect(text).not.toContain(process.cwd());
    expect(JSON.parse(text)).toEqual(curationContracts(contracts));
  });

  test("do not change with a description", () => {
    const described = contracts.map((contract) => ({ ...contract, description: "better", title: "better" }));

    expect(curationContractsJson(described)).toBe(curationContractsJson(contracts));
  });
});
