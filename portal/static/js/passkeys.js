// Passkeys (WebAuthn): a form marked data-passkey asks the browser for a key, and sends what it answers.
//
// data-passkey="create": makes a key; "get": proves a known one. Their options are the JSON of #passkey-options.
// data-passkey="login": finds who comes by their key; its options are asked of data-options-url when they are needed.
// data-passwordless names the box that says whether the key is to be enough by itself.

const supported = Boolean(window.PublicKeyCredential && navigator.credentials?.create);

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function decoded({ publicKey }) {
  const known = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }));
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
  return options;
}

function encoded(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = toText(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

async function options(form) {
  const address = form.dataset.optionsUrl;
  if (!address) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).request_options;
}

async function ask(form) {
  const asked = await options(form);
  if (form.dataset.passkey !== "create") {
    return navigator.credentials.get({ publicKey: decoded(asked.request_options ?? asked) });
  }
  const publicKey = decoded(asked.creation_options);
  const alone = document.getElementById(form.dataset.passwordless)?.checked ?? false;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    userVerification: alone ? "required" : publicKey.authenticatorSelection?.userVerification,
  };
  return navigator.credentials.create({ publicKey });
}

function prepare(form) {
  const button = form.querySelector("button[type=button][hidden]");
  const wrong = form.querySelector("[role=alert]");
  form.hidden = false;
  if (!supported) return;
  form.querySelector("[data-passkey-missing]").hidden = true;
  button.hidden = false;
  const send = async () => {
    wrong.hidden = true;
    button.disabled = true;
    try {
      const credential = await ask(form);
      form.elements.credential.value = JSON.stringify(encoded(credential));
      form.submit();
    } catch {
      wrong.hidden = false;
      button.disabled = false;
      button.focus();
    }
  };
  button.addEventListener("click", send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
