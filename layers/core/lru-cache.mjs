/**
 * Stands in for mnemonist's LRU cache in the layer's bundle (bundle-options.mjs). The DynamoDB client creates one for
 * endpoint discovery, which is off, and so it stays empty. The real one is 7 KB in the layer of every function. Without a
 * limit it still serves discovery, which keeps one entry for an account.
 */
export default class LruCache extends Map {
  /** @param _capacity ignored */
  constructor(_capacity) {
    super();
  }

  peek(key) {
    return this.get(key);
  }
}
