// Files sent one after the other from forms marked data-upload, each with its progress, its refusal, a second chance.
//
// The server answers 201, or 422 with {reason}. The sentences are the form's own (data-*). Without this module the
// form is posted as it stands.

const MEGABYTE = 1024 * 1024;

function element(name, parent, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  parent?.append(made);
  return made;
}

function send(form, file, onProgress) {
  return new Promise((resolve, reject) => {
    const data = new FormData(form);
    data.set("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", window.location.pathname);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        answer = { reason: request.status === 200 ? form.dataset.loggedOut : form.dataset.failed };
      }
      if (request.status === 201) resolve();
      else reject(new Error(answer.reason || form.dataset.failed));
    });
    request.addEventListener("error", () => reject(new Error(form.dataset.failed)));
    request.send(data);
  });
}

async function refresh(place) {
  const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const selector of [`#${place.id} [data-files]`, "#manque", "#sections"]) {
    const fresh = page.querySelector(selector);
    if (fresh) document.querySelector(selector)?.replaceWith(document.adoptNode(fresh));
  }
}

function prepare(form) {
  const place = form.closest("section");
  const list = place.querySelector("[data-sendings]");
  const field = form.elements.file;
  let queue = Promise.resolve();

  async function one(file, line) {
    const { bar, said } = line;
    line.again?.remove();
    said.textContent = "";
    said.className = "";
    if (file.size > Number(form.dataset.largest) * MEGABYTE) {
      bar.remove();
      said.className = "field__error";
      said.textContent = form.dataset.tooLarge;
      return;
    }
    line.row.append(bar);
    try {
      await send(form, file, (share) => (bar.value = share));
      bar.value = 1;
      said.textContent = form.dataset.done;
      await refresh(place).catch(() => {});
      line.row.remove();
      element("li", list, `✓ ${file.name} : ${form.dataset.done}`);
    } catch (error) {
      bar.remove();
      said.className = "field__error";
      said.textContent = error.message;
      line.again = element("button", line.row, form.dataset.retry);
      line.again.type = "button";
      line.again.className = "button button--quiet";
      line.again.addEventListener("click", () => enqueue(file, line));
    }
  }

  function enqueue(file, line) {
    queue = queue.then(() => one(file, line));
  }

  function sendAll() {
    list.replaceChildren();
    for (const file of field.files) {
      const row = element("li", list);
      const name = element("span", row, file.name);
      name.dir = "auto";
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      row.append(bar);
      enqueue(file, { row, bar, said: element("span", row) });
    }
    queue = queue.then(() => {
      field.value = "";
    });
  }

  form.addEventListener("submit", (event) => {
    if (!field.files.length) return;
    event.preventDefault();
    sendAll();
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);
