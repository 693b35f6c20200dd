/**
 * What a type of resource holds that is gone with it: its name in the words of its service, what it holds, and, where it is
 * known and no plan says it, how that comes back.
 *
 * "small": a single thing, mostly made from the code or made again in minutes; a reviewer reads of it, and need not accept it.
 */
export type HeldBy = readonly [noun: string, holds: string, more?: "small" | { readonly recovery: string }];
