// The API's description as Swagger UI shows it, signed in as one of the stack's two users.

/** ID tokens live for an hour; a page may stay open for days. Milliseconds. */
const RENEWAL = 30 * 60 * 1000;

const chooser = /** @type {HTMLSelectElement} */ (document.getElementById("account"));
const state = /** @type {HTMLElement} */ (document.getElementById("state"));

const say = (text, fault = false) => {
  state.textContent = text;
  state.className = fault ? "fault" : "";
};

const fetchJson = async (path, options) => {
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? `${path} answered ${response.status}`);
  return answer;
};

const signIn = async (ui, scheme) => {
  const { token } = await fetchJson(`/token/${chooser.value}`, { method: "POST" });
  ui.preauthorizeApiKey(scheme.name, scheme.prefix + token);
  say("signed in");
};

const show = async () => {
  const { document: spec, scheme, accounts, fault } = await fetchJson("/page.json");
  for (const { name, username } of accounts) chooser.add(new Option(`${name} (${username})`, name));
  if (fault) return say(fault, true);

  const ui = /** @type {any} */ (window).SwaggerUIBundle({
    spec,
    domNode: document.getElementById("api"),
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    // Else it asks a server elsewhere whether the description is valid.
    validatorUrl: null,
    onComplete: () => {
      if (!scheme) return say("The description names no scheme that takes a token.", true);
      const renew = () => signIn(ui, scheme).catch((error) => say(`not signed in: ${error.message}`, true));
      chooser.disabled = false;
      chooser.addEventListener("change", renew);
      setInterval(renew, RENEWAL);
      renew();
    },
  });
};

show().catch((error) => say(error.message, true));
