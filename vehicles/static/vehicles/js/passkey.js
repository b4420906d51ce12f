// Forms that are answered with a passkey: asks the browser for the key, puts
// its answer into the form and sends it. What goes wrong is said in the form.

async function requestOptions(form) {
  const { passkeyOptions } = form.dataset;
  if (passkeyOptions) return JSON.parse(document.getElementById(passkeyOptions).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return answer.json();
}

async function getKey(form) {
  const { request_options: options } = await requestOptions(form);
  return webauthnJSON.get(options);
}

async function createKey(form) {
  const { creation_options: options } = await requestOptions(form);
  const passwordless = form.querySelector("[name=passwordless]");
  if (passwordless) {
    const selection = options.publicKey.authenticatorSelection;
    selection.residentKey = passwordless.checked ? "required" : "discouraged";
    selection.requireResidentKey = passwordless.checked;
    if (passwordless.checked) selection.userVerification = "required";
  }
  return webauthnJSON.create(options);
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const words = form.querySelector("[data-passkey-answer]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    words.textContent = "";
    if (!window.PublicKeyCredential) {
      words.textContent = words.dataset.unable;
      return;
    }
    try {
      const key = await (form.dataset.passkey === "create" ? createKey(form) : getKey(form));
      form.querySelector("[data-passkey-credential]").value = JSON.stringify(key);
      form.submit();
    } catch {
      words.textContent = words.dataset.refused;
    }
  });
}
