import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from "node:crypto";

type Part = Record<string, unknown>;

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");

export const partsOf = (token: string): { header: Part; claims: Part; signature: string } => {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Part;
  return { header: read(header), claims: read(claims), signature };
};

/** The forger's own key pair. */
const ownKeys = generateKeyPairSync("rsa", { modulusLength: 2048 });

const signedWithOwnKey = (header: Part, claims: Part): string => {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign("RSA-SHA256", Buffer.from(input), ownKeys.privateKey).toString("base64url")}`;
};

const signedWithSecret = (header: Part, claims: Part, secret: string | Buffer): string => {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
};

/**
 * Known attacks on JWT libraries, made from a valid token and the pool's public keys. Each forged token has the group
 * operators.
 */
export const forgeries = (token: string, keys: JsonWebKey[]): Record<string, string> => {
  const { header, claims: original, signature } = partsOf(token);
  const claims = { ...original, "cognito:groups": ["operators"] };
  const key = keys.find(({ kid }) => kid === header["kid"]);
  if (!key) throw new Error("the token's key is not among the pool's");
  const pem = createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" });
  const hs256 = { ...header, alg: "HS256" };
  const jwk = ownKeys.publicKey.export({ format: "jwk" });
  return {
    "payload tampered": `${encode(header)}.${encode(claims)}.${signature}`,
    "signature cut off": `${token.slice(0, token.lastIndexOf("."))}.`,
    "signature of another length": token.slice(0, -8),
    "alg none": `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`,
    "alg nOnE, with the kid": `${encode({ ...header, alg: "nOnE" })}.${encode(claims)}.${signature}`,
    "HS256 with the public key (PEM)": signedWithSecret(hs256, claims, pem),
    "HS256 with the public key (modulus)": signedWithSecret(
      hs256,
      claims,
      Buffer.from(key.n ?? "", "base64url"),
    ),
    "HS256 with an empty secret": signedWithSecret(hs256, claims, ""),
    "RS256 with an own key, same kid": signedWithOwnKey(header, claims),
    "RS256 with an own key, other kid": signedWithOwnKey({ ...header, kid: "mine" }, claims),
    "RS256 with an own key, no kid": signedWithOwnKey({ alg: "RS256" }, claims),
    "RS256 with an own key in the header (jwk)": signedWithOwnKey({ ...header, jwk }, claims),
    "RS256 with an own key by address (jku)": signedWithOwnKey(
      { ...header, kid: "mine", jku: "http://127.0.0.1:1/jwks.json" },
      claims,
    ),
  };
};
