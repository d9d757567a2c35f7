/** What is wrong with a sentence of a body that a record keeps; undefined for a valid one. DynamoDB takes no lone surrogate. */
export const sentenceFault = (name: string, sentence = ""): string | undefined =>
  sentence.isWellFormed() ? undefined : `${name} has half a surrogate pair; send well-formed Unicode.`;

/**
 * What is wrong with a sentence of a query. API Gateway decodes the query, and bytes that are not UTF-8 become U+FFFD. A
 * query has no other way to write that character, so it is refused.
 */
export const querySentenceFault = (name: string, sentence = ""): string | undefined =>
  sentence.includes("\ufffd")
    ? `${name} has the character U+FFFD; encode it as UTF-8.`
    : sentenceFault(name, sentence);
