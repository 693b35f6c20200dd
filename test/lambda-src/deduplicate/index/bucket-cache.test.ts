import { BucketCache, BucketView } from "../../../../lambda-src/deduplicate/index/bucket-cache";

function viewOf(...ids: string[]): BucketView {
  const view = new BucketView();
  view.add(
    0,
    ids.map((id) => ({ id, owner: 1 })),
  );
  return view;
}

describe("BucketCache", () => {
  test("drops the views that were used least recently, once they have more ids than allowed", () => {
    const cache = new BucketCache(5);
    cache.put("a", viewOf("1", "2"));
    cache.put("b", viewOf("1", "2"));
    cache.get("a");

    cache.put("c", viewOf("1", "2"));

    expect(["a", "b", "c"].map((bucket) => cache.get(bucket)?.size)).toEqual([2, undefined, 2]);
  });

  test("counts a view that has grown", () => {
    const cache = new BucketCache(5);
    const growing = viewOf("1", "2");
    cache.put("a", growing);
    cache.put("b", viewOf("1", "2"));

    growing.add(1, [{ id: "3", owner: 1 }]);
    growing.add(2, [{ id: "4", owner: 1 }]);
    cache.put("a", growing);

    expect(["a", "b"].map((bucket) => cache.get(bucket)?.size)).toEqual([4, undefined]);
  });

  test("does not keep a view that alone has too many ids, and forgets nothing else for long", () => {
    const cache = new BucketCache(3);

    cache.put("huge", viewOf("1", "2", "3", "4"));
    cache.put("a", viewOf("1", "2", "3"));

    expect(["huge", "a"].map((bucket) => cache.get(bucket)?.size)).toEqual([undefined, 3]);
  });
});

describe("BucketView", () => {
  test("knows the first owner of an id and the number after the last segment", () => {
    const view = viewOf("x");

    view.add(7, [
      { id: "x", owner: 2 },
      { id: "y", owner: 3 },
    ]);

    expect([view.ownerOf("x"), view.ownerOf("y"), view.ownerOf("z")]).toEqual([1, 3, undefined]);
    expect([view.nextSegment, view.size]).toEqual([8, 2]);
  });
});
