// An index that follows the site when it is published again.

import { IndexDamaged } from "./files.js";
import { openIndex } from "./reader.js";

/**
 * `use` runs a function on the index. If a file has gone, the root is fetched again,
 * once, and the function runs on the new index.
 */
export class LiveIndex {
  constructor(base, options) {
    this.base = base;
    this.options = options;
    this.index = null;
  }

  async use(action) {
    this.index ??= openIndex(this.base, this.options);
    const before = this.index;
    try {
      return await action(await before);
    } catch (error) {
      if (!(error instanceof IndexDamaged)) throw error;
      if (this.index === before) this.index = openIndex(this.base, this.options);
      try {
        return await action(await this.index);
      } catch (second) {
        this.index = null; // a later query may have better luck
        throw second;
      }
    }
  }

  /** Drop what is kept of many releases, if the index is open. */
  async tidy() {
    await (await this.index?.catch(() => null))?.files.tidy();
  }
}
