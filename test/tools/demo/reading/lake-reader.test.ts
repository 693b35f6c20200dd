import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { RAW_COLUMNS } from "../../../../lambda-src/interface";
import { type LakeRow, readLake } from "../../../../tools/demo/reading/lake-reader";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lake-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Rows in the order of RAW_COLUMNS, written by a library that is not the reader's. */
async function write(
  file: string,
  rows: (string | number | null)[][],
  columns: readonly { name: string; type: string }[] = RAW_COLUMNS,
) {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columnData = columns.map(({ name, type }, index) => ({
    name,
    data: rows.map((row) => row[index] ?? null),
    type: type === "double" ? ("DOUBLE" as const) : ("STRING" as const),
    nullable: true,
  }));
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData })));
}

function row(uuid: string, payload: string | null = "{}"): (string | number | null)[] {
  return [
    uuid,
    "lesson:started",
    "lesson",
    "started",
    1.5,
    "1970-01-01T00:00:01.500Z",
    "1970-01-01T00:00:02.000Z",
    payload,
  ];
}

async function rowsOf(lake: { readRows: () => AsyncGenerator<LakeRow> }): Promise<LakeRow[]> {
  const rows: LakeRow[] = [];
  for await (const stored of lake.readRows()) {
    rows.push(stored);
  }
  return rows;
}

test("a folder without anything is an empty lake", async () => {
  const lake = await readLake(folder);

  expect(lake).toMatchObject({ partitions: [], files: 0, rows: 0, bytes: 0 });
  expect(await rowsOf(lake)).toEqual([]);
});

test("a raw folder without files is an empty lake", async () => {
  mkdirSync(join(folder, "raw/lesson_started_event"), { recursive: true });

  expect(await rowsOf(await readLake(folder))).toEqual([]);
});

test("a row has its columns from the file, and its table and date from the path", async () => {
  await write("raw/lesson_started_event/created_date=2026-11-24/a.parquet", [
    row("u1", '{"note":"Straße 🦊","big":12345678901234567890}'),
  ]);

  expect(await rowsOf(await readLake(folder))).toEqual([
    {
      ...{ table: "lesson_started_event", createdDate: "2026-11-24" },
      file: "raw/lesson_started_event/created_date=2026-11-24/a.parquet",
      ...{ eventUuid: "u1", eventName: "lesson:started", eventType: "lesson", eventSubtype: "started", createdAt: 1.5 },
      ...{ createdDatetime: "1970-01-01T00:00:01.500Z", arrivedDatetime: "1970-01-01T00:00:02.000Z" },
      payload: '{"note":"Straße 🦊","big":12345678901234567890}',
    },
  ]);
});

test("nulls are kept", async () => {
  await write("raw/t/created_date=2026-11-24/a.parquet", [row("u1"), new Array<null>(8).fill(null)]);

  const [, second] = await rowsOf(await readLake(folder));

  expect(second).toMatchObject({ eventUuid: null, eventSubtype: null, createdAt: null, payload: null });
});

test("rows, files and bytes are counted by table and date", async () => {
  await write("raw/b_event/created_date=2026-11-24/2.parquet", [row("u1"), row("u2")]);
  await write("raw/b_event/created_date=2026-11-24/1.parquet", [row("u3")]);
  await write("raw/b_event/created_date=2026-11-23/1.parquet", [row("u4")]);
  await write("raw/a_event/created_date=2026-11-24/it's.parquet", [row("u5")]);

  const lake = await readLake(folder);

  expect(lake).toMatchObject({ files: 4, rows: 5 });
  expect(lake.partitions.map(({ table, createdDate, files, rows }) => [table, createdDate, files, rows])).toEqual([
    ["a_event", "2026-11-24", 1, 1],
    ["b_event", "2026-11-23", 1, 1],
    ["b_event", "2026-11-24", 2, 3],
  ]);
  expect(lake.partitions[0]?.bytes).toBe(
    statSync(join(folder, "raw/a_event/created_date=2026-11-24/it's.parquet")).size,
  );
});

test("a file outside the layout is read, so that its rows are missed by nobody", async () => {
  await write("raw/stray/a.parquet", [row("u1")]);

  expect(await rowsOf(await readLake(folder))).toMatchObject([
    { table: "raw/stray", createdDate: "", eventUuid: "u1" },
  ]);
});

test("what lies beside the raw folder is not read", async () => {
  await write("raw/t/created_date=2026-11-24/a.parquet", [row("u1")]);
  cpSync(join(folder, "raw"), join(folder, "lake"), { recursive: true });
  writeFileSync(join(folder, "raw/t/created_date=2026-11-24/a.json"), "{}");

  expect((await readLake(folder)).rows).toBe(1);
});

test("more rows than one chunk of DuckDB arrive, each once", async () => {
  const count = 5000;
  await write(
    "raw/t/created_date=2026-11-24/a.parquet",
    Array.from({ length: count }, (_, index) => row(`u${index}`)),
  );

  const uuids = (await rowsOf(await readLake(folder))).map(({ eventUuid }) => eventUuid);

  expect(new Set(uuids).size).toBe(count);
  expect(uuids).toHaveLength(count);
});

test("a file that is no Parquet is refused with its name", async () => {
  mkdirSync(join(folder, "raw/t/created_date=2026-11-24"), { recursive: true });
  writeFileSync(join(folder, "raw/t/created_date=2026-11-24/broken.parquet"), "this is no Parquet file");

  await expect(readLake(folder)).rejects.toThrow(/The lake cannot be read: .*broken\.parquet/);
});

test("a file that lacks a column is refused with the column", async () => {
  await write("raw/t/created_date=2026-11-24/a.parquet", [row("u1")], RAW_COLUMNS.slice(0, -1));

  await expect(rowsOf(await readLake(folder))).rejects.toThrow(/The lake cannot be read: .*payload/);
});
