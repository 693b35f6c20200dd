import type { BucketView } from "./bucket-view";

interface Cached {
  readonly view: BucketView;
  /** Its ids when it was put. */
  readonly size: number;
}

/** Keeps the views that were used last, up to a number of ids: some 60 bytes of memory each. */
export class BucketCache {
  /** Least recently used first. */
  private readonly views = new Map<string, Cached>();
  private ids = 0;

  /** @param maxIds ids of all views together, 0 or more; a view with more is not kept */
  constructor(private readonly maxIds: number) {}

  get(bucket: string): BucketView | undefined {
    const cached = this.views.get(bucket);
    if (!cached) return undefined;
    this.views.delete(bucket);
    this.views.set(bucket, cached);
    return cached.view;
  }

  /** Puts a view, or puts it again after it has grown. */
  put(bucket: string, view: BucketView): void {
    this.remove(bucket);
    this.views.set(bucket, { view, size: view.size });
    this.ids += view.size;
    for (const oldest of this.views.keys()) {
      if (this.ids <= this.maxIds) return;
      this.remove(oldest);
    }
  }

  private remove(bucket: string): void {
    const cached = this.views.get(bucket);
    if (!cached) return;
    this.views.delete(bucket);
    this.ids -= cached.size;
  }
}
