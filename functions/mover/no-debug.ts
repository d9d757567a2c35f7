/**
 * Stands in for the package `debug` in the mover's bundle (`Alias` in template.yaml). A dependency of file-type logs through
 * it while it reads a ZIP. Nobody reads these lines, and the package with its own dependencies is 10 KB to load.
 */
export default () => () => {};
