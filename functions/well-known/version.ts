/** The version in package.json, which is not deployed. A test compares the two. */
export const VERSION = "0.1.0";
