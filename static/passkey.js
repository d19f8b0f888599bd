// Passkeys: <form data-passkey="login|show|add">, its button [data-passkey-go], its hidden field "credential".
// "login" fetches its options from data-options; the others read them from #passkey-options. Without a script the button stays hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

function opened(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"])
    for (const one of options[list] || []) one.id = bytes(one.id);
  return options;
}

function closed(credential) {
  const { response } = credential;
  const out = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[part]) out[part] = text(response[part]);
  if (response.getTransports) out.transports = response.getTransports();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: out, clientExtensionResults: credential.getClientExtensionResults() };
}

async function ask(form) {
  if (form.dataset.passkey === "login") {
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    return navigator.credentials.get({ publicKey: opened((await answer.json()).request_options.publicKey) });
  }
  const all = JSON.parse(document.getElementById("passkey-options").textContent);
  if (form.dataset.passkey === "show") return navigator.credentials.get({ publicKey: opened(all.request_options.publicKey) });
  const options = opened(all.creation_options.publicKey);
  options.authenticatorSelection = { ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return navigator.credentials.create({ publicKey: options });
}

if (window.PublicKeyCredential)
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const said = form.querySelector("[data-passkey-said]");
    for (const button of document.querySelectorAll("[data-passkey-go]")) if (button.form === form) button.hidden = false;
    said.textContent = "";
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        form.elements.credential.value = JSON.stringify(closed(await ask(form)));
        form.submit();
      } catch {
        said.textContent = "没有用上通行密钥。可以再按一次，或者换别的办法。";
      }
    });
  }
