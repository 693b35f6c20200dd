import { codePoints } from "./markdown-text";

/** A finding or a resource in the comment. */
export interface Part {
  readonly full: string;
  /** One line that says the same in less; without it the part is shown in full or not at all. */
  readonly short?: string;
  /** What is counted when it must be left out: the check, or the kind of change. */
  readonly kind: string;
}

/** Parts under one heading. */
export interface Section {
  readonly heading: string;
  readonly parts: readonly Part[];
  readonly closing?: string;
  /** Lower is given its room first; sections are shown in the order in which they come. */
  readonly priority: number;
  /** True when nothing is lost without it: left out, it is not counted. @default false */
  readonly dispensable?: boolean;
}

export interface FittedSections {
  readonly text: string;
  /** Number of parts that were left out. */
  readonly omitted: number;
  /** True when a part is left out, or shown by its short line only. */
  readonly truncated: boolean;
}

/** Room for the line that counts what a section left out. */
const COUNT_ROOM = 1_200;
const MOST_KINDS = 20;
const LONGEST_KIND = 40;

/**
 * Writes sections into a number of code points. A section of higher priority takes what it needs first: one line for each of
 * its parts, then the full text of as many as have room, from the first on. A part is never cut in the middle.
 */
export function fitSections(sections: readonly Section[], limit: number): FittedSections {
  const used = sections.filter(({ parts }) => parts.length > 0);
  const whole = used.map((section) =>
    join(
      section,
      section.parts.map(({ full }) => full),
    ),
  );
  const everything = whole.join("\n\n");
  if (codePoints(everything) <= limit) return { text: everything, omitted: 0, truncated: false };

  let room = limit;
  let omitted = 0;
  const texts = new Map<Section, string>();
  for (const section of [...used].sort((one, other) => one.priority - other.priority)) {
    const fitted = fitSection(section, room - 2);
    if (section.dispensable !== true) omitted += fitted.omitted;
    if (fitted.text === "") continue;
    texts.set(section, fitted.text);
    room -= codePoints(fitted.text) + 2;
  }
  return { text: used.flatMap((section) => texts.get(section) ?? []).join("\n\n"), omitted, truncated: true };
}

function fitSection(section: Section, room: number): { text: string; omitted: number } {
  const { parts } = section;
  const whole = join(
    section,
    parts.map(({ full }) => full),
  );
  if (codePoints(whole) <= room) return { text: whole, omitted: 0 };
  let left = room - codePoints(join(section, [])) - COUNT_ROOM;
  if (left < 0 || section.dispensable === true) return { text: "", omitted: parts.length };

  const shown: Part[] = [];
  for (const part of parts) {
    const length = codePoints(part.short ?? part.full) + 2;
    if (length > left) break;
    left -= length;
    shown.push(part);
  }
  let hasRoom = true;
  const texts = shown.map(({ full, short = full }) => {
    const growth = codePoints(full) - codePoints(short);
    hasRoom &&= growth <= left;
    if (hasRoom) left -= growth;
    return hasRoom ? full : short;
  });
  const omitted = parts.slice(shown.length);
  return {
    text: join(section, omitted.length === 0 ? texts : [...texts, countLine(omitted, shown.length)]),
    omitted: omitted.length,
  };
}

function countLine(omitted: readonly Part[], shown: number): string {
  const counts = new Map<string, number>();
  for (const { kind } of omitted) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const named = [...counts]
    .slice(0, MOST_KINDS)
    .map(([kind, count]) => `${count} ${kind.slice(0, LONGEST_KIND).replace(/[^a-z-]/gu, "?")}`);
  if (counts.size > MOST_KINDS) named.push("others");
  return `**${omitted.length}${shown === 0 ? "" : " more"} not shown here**: ${named.join(", ")}.`;
}

function join({ heading, closing }: Section, parts: readonly string[]): string {
  return [heading, ...parts, ...(closing === undefined ? [] : [closing])].join("\n\n");
}
