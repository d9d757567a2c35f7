// Shows the API's description with Swagger UI, signed in as the stack's demo user or its operator.

/** Milliseconds. An ID token is valid for an hour, but a page may stay open for days. */
const RENEWAL = 30 * 60 * 1000;

const chooser = /** @type {HTMLSelectElement} */ (document.getElementById("account"));
const state = /** @type {HTMLElement} */ (document.getElementById("state"));

const showState = (text, fault = false) => {
  state.textContent = text;
  state.className = fault ? "fault" : "";
};

const fetchJson = async (path, options) => {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? `${path} responded ${response.status}`);
  return body;
};

/** The key of the address that npm start prints. Swagger UI replaces that part of the address, so the tab keeps the key. */
const readKey = () => {
  const [, key] = location.hash.match(/^#([0-9a-f]{32})$/) ?? [];
  if (key) {
    sessionStorage.setItem("key", key);
    history.replaceState(null, "", "/docs/");
  }
  return sessionStorage.getItem("key") ?? "";
};
let key = readKey();
// The address of a restarted stack, opened in the same tab, loads no new page.
window.addEventListener("hashchange", () => {
  key = readKey();
});

const signIn = async (ui, scheme) => {
  const headers = { "X-Page-Key": key };
  const { token } = await fetchJson(`/token/${chooser.value}`, { method: "POST", headers });
  ui.preauthorizeApiKey(scheme.name, scheme.prefix + token);
  showState("signed in");
};

const show = async () => {
  const { document: spec, scheme, accounts, fault } = await fetchJson("/docs/page.json");
  for (const { name, username } of accounts) chooser.add(new Option(`${name} (${username})`, name));
  if (fault) return showState(fault, true);

  const ui = /** @type {any} */ (window).SwaggerUIBundle({
    spec,
    domNode: document.getElementById("api"),
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    // By default Swagger UI asks a server on the internet whether the description is valid.
    validatorUrl: null,
    onComplete: () => {
      if (!scheme) return showState("The description has no security scheme for a token.", true);
      const renew = () =>
        signIn(ui, scheme).catch((error) => showState(`not signed in: ${error.message}`, true));
      chooser.disabled = false;
      chooser.addEventListener("change", renew);
      setInterval(renew, RENEWAL);
      renew();
    },
  });
};

show().catch((error) => showState(error.message, true));
