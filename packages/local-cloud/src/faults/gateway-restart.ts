/** Restarts the gateway, one restart after the other. */
export class GatewayRestart {
  private running: Promise<void> = Promise.resolve();
  restarts = 0;

  /** @param restart cuts every connection, refuses new ones for so many milliseconds, and listens again */
  constructor(private readonly restart: (downMilliseconds: number) => Promise<void>) {}

  strike(downMilliseconds: number): Promise<void> {
    this.running = this.running.then(async () => {
      await this.restart(downMilliseconds);
      this.restarts += 1;
    });
    return this.running;
  }
}
