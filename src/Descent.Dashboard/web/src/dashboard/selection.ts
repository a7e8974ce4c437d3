// Which runs are looked at, each with a colour that it keeps; the page's address remembers them.

/** More curves than this cannot be told apart. */
export const mostSelected = 16;

export class Selection {
  private readonly colors = new Map<string, number>();

  constructor(private readonly onChange: () => void) {
    const given = new URLSearchParams(location.hash.slice(1)).get("runs");
    for (const id of given?.split(",").filter((part) => part !== "").slice(0, mostSelected) ?? []) this.colors.set(id, this.colors.size);
  }

  get ids(): string[] {
    return [...this.colors.keys()];
  }

  get isFull(): boolean {
    return this.colors.size >= mostSelected;
  }

  has(id: string): boolean {
    return this.colors.has(id);
  }

  color(id: string): number {
    return this.colors.get(id) ?? 0;
  }

  toggle(id: string): void {
    if (!this.colors.delete(id) && !this.isFull) this.colors.set(id, this.freeColor());
    this.changed();
  }

  only(id: string): void {
    this.colors.clear();
    this.colors.set(id, 0);
    this.changed();
  }

  /** Forgets runs that are gone. */
  keep(isThere: (id: string) => boolean): void {
    const gone = this.ids.filter((id) => !isThere(id));
    for (const id of gone) this.colors.delete(id);
    if (gone.length > 0) this.changed();
  }

  private freeColor(): number {
    const taken = new Set(this.colors.values());
    let color = 0;
    while (taken.has(color)) color++;
    return color;
  }

  private changed(): void {
    history.replaceState(null, "", this.colors.size > 0 ? `#runs=${this.ids.join(",")}` : location.pathname);
    this.onChange();
  }
}
