import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as prices from "@event-lake/plan-review/costs/prices";
import { CHECKED_PRICES, checkPrices, otherPrices, priceCheckText } from "../../../tools/cost/check-prices";

let server: Server;
let address: string;
/** By service and usage type: dollars of each product. */
let listed: Map<string, number[]>;
const asked: string[] = [];

/** A file as AWS writes it: prices as text, a free tier before the paid one, usage types that begin with the region. */
function priceListFile(offer: string, prefix: string) {
  const products: Record<string, object> = {};
  const OnDemand: Record<string, object> = {};
  let sku = 0;
  const add = (usagetype: string, operation: string | undefined, dollars: number) => {
    sku += 1;
    products[`SKU${sku}`] = {
      sku: `SKU${sku}`,
      attributes: { usagetype, operation: operation ?? "", servicecode: offer },
    };
    OnDemand[`SKU${sku}`] = {
      [`SKU${sku}.TERM`]: {
        priceDimensions: {
          paid: { beginRange: "1000", endRange: "Inf", pricePerUnit: { USD: dollars.toFixed(12) } },
          free: { beginRange: "0", endRange: "1000", pricePerUnit: { USD: "0.0000000000" } },
        },
      },
    };
  };
  for (const { usageType, operation, offer: its } of CHECKED_PRICES) {
    if (its !== offer) continue;
    const usage = usageType.replace("(?:-ARM)?", "");
    for (const dollars of listed.get(usageType) ?? []) add(`${prefix}${usage}`, operation, dollars);
    // Other products whose names end alike.
    add(`${prefix}IA-${usage}`, operation, 99);
    add(`${prefix}${usage}-FreeTrial`, operation, 99);
  }
  return { formatVersion: "v1.0", publicationDate: "2026-11-20T00:00:00Z", products, terms: { OnDemand } };
}

beforeAll(async () => {
  server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const [, offer = "", region = ""] = /^\/offers\/v1\.0\/aws\/(\w+)\/current\/([\w-]+)\/index\.json$/.exec(url) ?? [];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(priceListFile(offer, region === "us-east-1" ? "" : "EUC1-")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  listed = new Map(CHECKED_PRICES.map(({ usageType, dollars, units = 1 }) => [usageType, [dollars / units]]));
});

test("prices that AWS lists as they are stored agree, each service is asked once, and tiers that cost nothing do not count", async () => {
  asked.length = 0;
  const check = await checkPrices(address, "us-east-1");

  expect(otherPrices(check)).toEqual([]);
  expect(asked).toHaveLength(new Set(CHECKED_PRICES.map(({ offer }) => offer)).size);
  expect(priceCheckText(check)).toContain("published 2026-11-20");
});

test("a price that changed, one that is gone and one that is there twice are told by name, with what was found", async () => {
  listed.set("Storage-ShardHour", [0.018]);
  listed.set("KMS-Keys", []);
  listed.set("BilledBytes", [0.029, 0.031]);

  const check = await checkPrices(address, "us-east-1");

  expect(otherPrices(check)).toEqual([
    "KINESIS dollarsPerShardHour",
    "FIREHOSE dollarsPerGigabyteIn",
    "KMS dollarsPerKeyMonth",
  ]);
  const text = priceCheckText(check);
  expect(text).toMatch(/dollarsPerShardHour +0\.015 +0\.018 {2}1\.200 times as much/);
  expect(text).toContain("has 2 prices of BilledBytes: 0.029, 0.031");
  expect(text).toContain("has no price of KMS-Keys");
});

test("another region's file is read by its own usage types", async () => {
  listed.set("ETL-DPU-Hour", [0.5]);

  const { prices: found, region } = await checkPrices(address, "eu-central-1");

  expect(region).toBe("eu-central-1");
  expect(found.find(({ name }) => name === "GLUE dollarsPerUnitHour")).toMatchObject({ stored: 0.44, listed: 0.5 });
});

test("without a network nothing is guessed", async () => {
  await expect(checkPrices("http://127.0.0.1:1", "us-east-1")).rejects.toThrow(
    /^http:\/\/127\.0\.0\.1:1\/offers\/v1\.0\/aws\/AmazonKinesis\/.* cannot be read .* are not guessed: run this where there is a network\.$/,
  );
});

test("every price of prices.ts is checked", () => {
  const amounts = Object.entries(prices).flatMap(([table, values]) =>
    typeof values === "object"
      ? Object.entries(values).flatMap(([key, value]) =>
          typeof value === "object"
            ? Object.keys(value as object).map((inner) => `${table} ${key}.${inner}`)
            : typeof value === "number"
              ? [`${table} ${key}`]
              : [],
        )
      : [],
  );

  expect(CHECKED_PRICES.map(({ name }) => name.replace(" ", "_PRICES ")).toSorted()).toEqual(amounts.toSorted());
});
