/** A crawler as the Glue API writes it. */
export interface Crawler {
  readonly Name: string;
  readonly Targets?: {
    readonly CatalogTargets?: readonly { readonly DatabaseName: string; readonly Tables: readonly string[] }[];
  };
  readonly [setting: string]: unknown;
}
