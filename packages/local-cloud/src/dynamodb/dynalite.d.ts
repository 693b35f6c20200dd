declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** Milliseconds for which a table stays CREATING. */
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    /** Folder of the items; in memory without it. */
    path?: string;
  }

  /** DynamoDB's wire protocol over a level store. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
