/** A crawler as the Glue API writes it. */
export interface Crawler {
  readonly Name: string;
  readonly DatabaseName?: string;
  readonly Targets?: {
    readonly CatalogTargets?: readonly { readonly DatabaseName: string; readonly Tables: readonly string[] }[];
    readonly DeltaTargets?: readonly DeltaTarget[];
  };
  readonly SchemaChangePolicy?: { readonly UpdateBehavior?: string; readonly DeleteBehavior?: string };
  readonly [setting: string]: unknown;
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeltaTarget.html */
export interface DeltaTarget {
  /** `s3://...` of each table. */
  readonly DeltaTables?: readonly string[];
  readonly CreateNativeDeltaTable?: boolean;
  readonly WriteManifest?: boolean;
}
