/** Lets one loop sleep until another has something for it. */
export class ChangeNotice {
  private announceNext: () => void = () => undefined;
  private next = this.renewed();

  /** Resolves at the next {@link announce}. Take the promise before checking what you wait for. */
  changed(): Promise<void> {
    return this.next;
  }

  /** Wakes everyone who waits. */
  announce(): void {
    const wake = this.announceNext;
    this.next = this.renewed();
    wake();
  }

  private renewed(): Promise<void> {
    return new Promise((resolve) => {
      this.announceNext = resolve;
    });
  }
}
