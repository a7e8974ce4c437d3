/**
 * Work that is asked for more often than it can be done: it runs at once, never twice at a time, and once more afterwards if it was asked for meanwhile. Between
 * two runs it rests, longer after work that took long, so that neither this page nor the server is kept busy.
 */
export class Pulse {
  private isBusy = false;
  private isWanted = false;

  constructor(private readonly work: () => Promise<void>, private readonly leastRest = 150) {}

  request(): void {
    this.isWanted = true;
    if (!this.isBusy) void this.run();
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    while (this.isWanted) {
      this.isWanted = false;
      const start = performance.now();
      try {
        await this.work();
      } catch {
        // The connection's state tells of it, and its return asks for the work again.
      }

      await new Promise((resolve) => setTimeout(resolve, Math.max(this.leastRest, 2 * (performance.now() - start))));
    }

    this.isBusy = false;
  }
}
