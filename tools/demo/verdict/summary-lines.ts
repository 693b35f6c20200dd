import pc from "picocolors";

export function heading(text: string): string {
  return pc.bold(text);
}

/** A figure with its name, and what is to be said of it. */
export function row(name: string, value: string, note = ""): string {
  return `  ${name.padEnd(40)} ${value.padStart(9)}  ${pc.dim(note)}`.trimEnd();
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
