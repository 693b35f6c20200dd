import { Fn, Op, Token } from "cdktf";

/** A product, which Terraform computes where the number is a token. */
export function times(value: number, factor: number): number {
  return Token.isUnresolved(value) ? Token.asNumber(Op.mul(value, factor)) : value * factor;
}

/** A sum, which Terraform computes where the number is a token. */
export function plus(value: number, more: number): number {
  return Token.isUnresolved(value) ? Token.asNumber(Op.add(value, more)) : value + more;
}

/** The lesser of two numbers, which Terraform finds where one is a token. */
export function atMost(value: number, most: number): number {
  return Token.isUnresolved(value) ? Token.asNumber(Fn.min([value, most])) : Math.min(value, most);
}

/** A number as text, and a token as the text of what it becomes. */
export function numberText(value: number): string {
  return Token.isUnresolved(value) ? Token.asString(value) : String(value);
}
