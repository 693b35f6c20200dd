import { code, codeInHtml } from "./markdown-text";

/** Where a finding or a change belongs. */
export interface Place {
  readonly stack: string;
  readonly address: string;
  readonly constructPath?: string;
}

/** Address and construct path in markdown; the stack too, where nothing else says it. */
export function placeText(place: Place): string {
  return placeParts(place).map(code).join(" · ");
}

/** The same for a line of HTML. */
export function placeHtml(place: Place): string {
  return placeParts(place).map(codeInHtml).join(" · ");
}

function placeParts({ stack, address, constructPath }: Place): string[] {
  return [address, constructPath ?? stack];
}
