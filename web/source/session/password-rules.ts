/** The rules of the pool's passwords, as template.yaml has them. Cognito checks them, too. */
const RULES = {
  length: (password: string) => password.length >= 12,
  lower: (password: string) => /\p{Ll}/u.test(password),
  upper: (password: string) => /\p{Lu}/u.test(password),
  digit: (password: string) => /\d/.test(password),
  // Cognito's list, and a space that is neither first nor last.
  symbol: (password: string) => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|(?<=.) (?=.)/.test(password),
} as const;

export type Rule = keyof typeof RULES;

/** Each rule, and whether the password keeps it. */
export const rulesOf = (password: string): [rule: Rule, isKept: boolean][] => [
  ["length", RULES.length(password)],
  ["lower", RULES.lower(password)],
  ["upper", RULES.upper(password)],
  ["digit", RULES.digit(password)],
  ["symbol", RULES.symbol(password)],
];

export const isAccepted = (password: string): boolean => rulesOf(password).every(([, isKept]) => isKept);
