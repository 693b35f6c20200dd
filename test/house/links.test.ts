import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { scripts } from "../../package.json";

const PROJECT = path.join(__dirname, "..", "..");

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: PROJECT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(path.join(PROJECT, file)));

const pages = files.map((file) => ({ file, text: readFileSync(path.join(PROJECT, file), "utf8") }));

/** The anchor that GitHub makes of a heading: lower case, without punctuation, a hyphen for each space. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

/** Whether a relative link of a page, with or without `#heading`, points to something. */
function pointsToSomething(page: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? path.join(PROJECT, page) : path.join(PROJECT, path.dirname(page), file);
  if (!existsSync(target)) return false;
  if (anchor === undefined || !target.endsWith(".md")) return true;

  const headings = [...readFileSync(target, "utf8").matchAll(/^#+ (.*)$/gmu)].map(([, heading]) => heading ?? "");
  return headings.map(anchorOf).includes(anchor);
}

test.each(pages)("every relative link of $file points to a file and a heading that are there", ({ file, text }) => {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, link]) => link ?? "");
  const relative = links.filter((link) => !/^[a-z]+:/u.test(link));

  expect(relative.filter((link) => !pointsToSomething(file, link))).toEqual([]);
});

test.each(pages)("every npm command of $file is a script of package.json", ({ text }) => {
  const commands = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/gu)].map(([, command]) => command ?? "");

  expect(commands.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
});
