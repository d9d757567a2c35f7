import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import type { Secrets } from "../../domain/webhooks/ports.ts";
import { clientConfig } from "../client-config.ts";

/**
 * Secrets under a key of KMS. The endpoint is the encryption context: a ciphertext that somebody copies to another endpoint
 * cannot be decrypted there. What was decrypted once stays in the memory of this instance, because KMS bills each call.
 */
export const createSecrets = (keyId: string, client = new KMSClient(clientConfig())): Secrets => {
  const known = new Map<string, string>();
  return {
    async encrypt(webhook_id, secret) {
      const { CiphertextBlob = new Uint8Array() } = await client.send(
        new EncryptCommand({
          KeyId: keyId,
          Plaintext: Buffer.from(secret),
          EncryptionContext: { webhook_id },
        }),
      );
      return Buffer.from(CiphertextBlob).toString("base64");
    },

    async decrypt(webhook_id, ciphertext) {
      const cached = known.get(`${webhook_id} ${ciphertext}`);
      if (cached !== undefined) return cached;
      const { Plaintext = new Uint8Array() } = await client.send(
        new DecryptCommand({
          KeyId: keyId,
          CiphertextBlob: Buffer.from(ciphertext, "base64"),
          EncryptionContext: { webhook_id },
        }),
      );
      const secret = Buffer.from(Plaintext).toString();
      known.set(`${webhook_id} ${ciphertext}`, secret);
      return secret;
    },
  };
};
