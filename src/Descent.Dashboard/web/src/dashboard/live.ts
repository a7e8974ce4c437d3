// News from the server: which runs changed. A connection that breaks is made again, ever less often, and says so.
import { getRuns, Unauthorized } from "./api";

export type Connection = "connecting" | "live" | "lost" | "expired";

const [firstPause, longestPause] = [500, 8000];

/** A server that stops without a word is noticed by its silence: it says something every 15 s. */
export class Live {
  private source: EventSource | null = null;
  private pause = firstPause;

  constructor(private readonly onChange: (runs: readonly string[]) => void, private readonly onState: (state: Connection) => void) {}

  start(): void {
    this.source?.close();
    const source = new EventSource("/api/events");
    this.source = source;
    source.addEventListener("open", () => {
      this.pause = firstPause;
      this.onState("live");
    });
    source.addEventListener("change", (event) => this.onChange((JSON.parse((event as MessageEvent<string>).data) as { runs: string[] }).runs));
    source.addEventListener("error", () => {
      // Made anew here rather than left to the browser, which gives up on some answers and waits long after others.
      source.close();
      this.onState("lost");
      void this.wait();
    });
  }

  private async wait(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.pause));
    this.pause = Math.min(longestPause, this.pause * 1.6);
    try {
      await getRuns();
    } catch (error) {
      this.onState(error instanceof Unauthorized ? "expired" : "lost");
      void this.wait();
      return;
    }

    this.start();
  }
}
