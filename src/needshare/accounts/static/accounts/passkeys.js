// Passkeys: asks the browser to make one or to sign with one, and sends its answer with the form.
// What is asked for comes with the form (data-options) or from data-ask; without scripts the forms stay hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const known = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

const make = (asked) =>
  navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: known(asked.excludeCredentials),
    },
  });
const sign = (asked) =>
  navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) },
  });

const answer = (made) => {
  const sent = {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: made.getClientExtensionResults(),
    response: { clientDataJSON: text(made.response.clientDataJSON) },
  };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) sent.response[part] = text(made.response[part]);
  }
  return JSON.stringify(sent);
};

const options = async (form) => {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const asked = await fetch(form.dataset.ask, { headers: { Accept: "application/json" } });
  if (!asked.ok) throw new Error(String(asked.status));
  return (await asked.json()).publicKey;
};

const can = "PublicKeyCredential" in window;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const failed = form.querySelector("[data-passkey-failed]");
  form.hidden = !can;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const asked = await options(form);
      const made = await (form.dataset.passkey === "make" ? make(asked) : sign(asked));
      form.elements.credential.value = answer(made);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
for (const words of document.querySelectorAll("[data-no-passkeys]")) words.hidden = can;
