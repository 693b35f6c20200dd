/** Characters that are shown as nothing, move the cursor, or turn the reading direction. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const LINE_END = /\r\n|\n|\r/u;

/** The lines of a value; every line end that markdown knows counts. */
export function linesOf(text: string): string[] {
  return text.split(LINE_END);
}

/** A value on one line, all of it visible: it can neither hide, nor disguise itself, nor speak to a terminal. */
export function visibleLine(text: string): string {
  return linesOf(text)
    .join("↵")
    .replaceAll("\t", " ")
    .replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/\p{Surrogate}/gu, "\uFFFD");
}
