import { z } from "zod";

/** What AWS publishes of one service and region, as far as it is read here. */
const priceListFile = z.object({
  publicationDate: z.string(),
  products: z.record(z.string(), z.object({ attributes: z.record(z.string(), z.string()) })),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({ beginRange: z.string().optional(), pricePerUnit: z.object({ USD: z.string() }).partial() }),
          ),
        }),
      ),
    ),
  }),
});

export type PriceListFile = z.infer<typeof priceListFile>;

/** Which product of a price list file a price is of. */
export interface ListedProduct {
  /** As AWS names the service in its price list: `AmazonKinesis`. */
  readonly offer: string;
  /** Without the region that it begins with: `Storage-ShardHour`. */
  readonly usageType: string;
  /** Where products of several operations share a usage type. */
  readonly operation?: string;
}

/** Where AWS publishes its price list, without credentials. */
export const PRICE_LIST_ADDRESS = "https://pricing.us-east-1.amazonaws.com";

const TIMEOUT_MILLISECONDS = 60_000;

/**
 * Reads a price list file.
 *
 * @param address of the server
 * @throws Error when there is none: without one no price can be told
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
 */
export async function fetchPriceList(address: string, offer: string, region: string): Promise<PriceListFile> {
  const url = `${address}/offers/v1.0/aws/${offer}/current/${region}/index.json`;
  const read = async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
    if (!response.ok) throw new Error(`the answer is ${response.status}`);
    return priceListFile.parse(await response.json());
  };
  return read().catch((error: unknown) => {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
    throw new Error(
      `${url} cannot be read (${reason}). Prices are checked against AWS's own files and are not guessed: run this where there is a network.`,
      { cause: error },
    );
  });
}

/** Usage types begin with the region, but for those of us-east-1: `EUC1-`, `EU-`; those of keys with its name. */
const REGION_PREFIX = String.raw`(?:[A-Z]{3}\d-|EU-|[a-z]{2}(?:-[a-z]+)+-\d-)?`;

/**
 * Dollars of a unit, in the first tier that is paid.
 *
 * @throws Error when the file has no such product, or two with different prices
 */
export function listedDollars(file: PriceListFile, { offer, usageType, operation }: ListedProduct): number {
  const pattern = new RegExp(`^${REGION_PREFIX}${usageType}$`);
  const skus = Object.entries(file.products).flatMap(([sku, { attributes }]) =>
    pattern.test(attributes["usagetype"] ?? "") && (operation === undefined || attributes["operation"] === operation)
      ? [sku]
      : [],
  );
  const found = [...new Set(skus.flatMap((sku) => firstPaid(file, sku) ?? []))];
  const [dollars] = found;
  if (dollars === undefined) throw new Error(`the file of ${offer} has no price of ${usageType}`);
  if (found.length > 1)
    throw new Error(`the file of ${offer} has ${found.length} prices of ${usageType}: ${found.join(", ")}`);
  return dollars;
}

function firstPaid({ terms }: PriceListFile, sku: string): number | undefined {
  return Object.values(terms.OnDemand[sku] ?? {})
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .map(({ beginRange = "0", pricePerUnit }) => ({ from: Number(beginRange), dollars: Number(pricePerUnit.USD ?? 0) }))
    .sort((left, right) => left.from - right.from)
    .find(({ dollars }) => dollars > 0)?.dollars;
}
