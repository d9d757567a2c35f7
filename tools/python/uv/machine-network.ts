import { readFile, writeFile } from "node:fs/promises";
import { setGlobalProxyFromEnv } from "node:http";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { Trouble } from "../../command/trouble.ts";
import { pipSetting } from "./pip-settings.ts";

/**
 * Does some work while fetch uses the proxies of HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Afterwards fetch connects directly
 * again: the same process then calls the local stack on 127.0.0.1, which a proxy cannot reach.
 * @throws Trouble if a proxy's URL is none; never with the URL, which may hold a password
 */
export const throughProxies = async <T>(
  work: () => Promise<T>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<T> => {
  const restore = useProxies(env);
  try {
    return await work();
  } finally {
    restore();
  }
};

const useProxies = (env: NodeJS.ProcessEnv): (() => void) => {
  try {
    return setGlobalProxyFromEnv(env) ?? (() => {});
  } catch {
    throw new Trouble(
      "HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy. Set it to one, such as http://proxy.example:3128, or unset it.",
    );
  }
};

/**
 * Makes fetch trust the certificates of the system, of NODE_EXTRA_CA_CERTS, of SSL_CERT_FILE and of pip's setting `cert`.
 * @returns the environment variable that makes uv trust the same ones. By itself, it trusts only the roots it brings and
 * SSL_CERT_FILE: behind a proxy that signs with its own certificate, Node.js would reach the index and uv would not.
 */
export const trustMachineCertificates = async (
  home: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ SSL_CERT_FILE: string }> => {
  const file = env["SSL_CERT_FILE"] || (await pipSetting("cert"));
  const own = file ? await readFile(file, "utf8").catch(() => "") : "";
  setDefaultCACertificates([
    ...getCACertificates("default"),
    ...getCACertificates("system"),
    ...(own.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []),
  ]);
  const bundle = join(home, "certificates.pem");
  await writeFile(bundle, getCACertificates("default").join("\n"));
  return { SSL_CERT_FILE: bundle };
};
