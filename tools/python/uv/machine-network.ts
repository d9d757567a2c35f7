import { readFile } from "node:fs/promises";
import { setGlobalProxyFromEnv } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { pipSetting } from "./pip-settings.ts";

/**
 * Makes fetch use the proxies and the certificates that this machine is configured for: HTTP_PROXY, HTTPS_PROXY and
 * NO_PROXY; the certificates of the system, of NODE_EXTRA_CA_CERTS, of SSL_CERT_FILE and of pip's setting `cert`.
 * @returns what uv is told, because it does not read pip's configuration
 */
export const useMachineNetwork = async (
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ SSL_CERT_FILE?: string }> => {
  setGlobalProxyFromEnv(env);
  const file = env["SSL_CERT_FILE"] || (await pipSetting("cert"));
  const own = file ? await readFile(file, "utf8").catch(() => "") : "";
  const certificates = own.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  setDefaultCACertificates([
    ...getCACertificates("default"),
    ...getCACertificates("system"),
    ...certificates,
  ]);
  return file && certificates.length > 0 ? { SSL_CERT_FILE: file } : {};
};
