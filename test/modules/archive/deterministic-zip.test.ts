import { unzipSync } from "fflate";
import { deterministicZip } from "../../../modules/archive";

const files = new Map([
  ["package/b.py", Buffer.from("b = 1\n")],
  ["a.py", Buffer.from("a = 1\n")],
]);

test("the same files give the same bytes, whatever their order and the time of day", () => {
  const zip = deterministicZip(files);
  const reversed = deterministicZip(new Map([...files].reverse()));

  expect(Buffer.from(reversed).equals(Buffer.from(zip))).toBe(true);
});

test("every file is in the zip under its path", () => {
  const unzipped = unzipSync(deterministicZip(files));

  expect(Object.keys(unzipped)).toEqual(["a.py", "package/b.py"]);
  expect(Buffer.from(unzipped["package/b.py"] ?? []).toString()).toBe("b = 1\n");
});
