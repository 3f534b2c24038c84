/** The groups this client is in, and those it is not in yet on a new connection. */
export class Groups {
  readonly #joined = new Set<string>();

  get joined(): string[] {
    return [...this.#joined];
  }

  add(groups: readonly string[]): void {
    groups.forEach((group) => this.#joined.add(group));
  }

  remove(groups: readonly string[]): void {
    groups.forEach((group) => this.#joined.delete(group));
  }

  /** What is to be joined on a connection that is in these groups already. */
  missingFrom(present: readonly string[]): string[] {
    return this.joined.filter((group) => !present.includes(group));
  }
}
