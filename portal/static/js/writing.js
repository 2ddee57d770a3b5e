// A section that saves itself (htmx, on #redaction): what htmx does not do by itself.
//
// - Says in #etat when nothing could be saved, tries again, and stops when only the person can decide ([data-stop]).
// - Holds back a submit or a link until what was just typed is saved; warns before leaving otherwise.
// - Shows beside each field why it could not be kept, from the list in #fautes.
// The sentences are the form's own: data-offline, data-too-big.

const form = document.getElementById("redaction");
const state = document.getElementById("etat");
const FIRST_RETRY = 3000;
const LAST_RETRY = 30000;

let typed = 0;
let sent = 0;
let kept = 0;
let waiting = false;
let leaving = false;
let late = false;
let delay = FIRST_RETRY;
let timer;
let afterwards;

const stopped = () => Boolean(state.querySelector("[data-stop]"));
const dirty = () => typed !== kept && !stopped();

function say(sentence) {
  late = true;
  state.classList.add("saved--late");
  if (state.textContent.trim() !== sentence) state.textContent = sentence;
}

function save() {
  clearTimeout(timer);
  window.htmx.trigger(form, "retry");
}

function freshToken() {
  const cookie = document.cookie.match(/(?:^|; )portail_csrf=([^;]+)/);
  const field = form.elements.csrfmiddlewaretoken;
  if (cookie && field) field.value = cookie[1];
}

// Beside the fields

function unmark() {
  for (const note of form.querySelectorAll("[data-live-fault]")) {
    const field = document.getElementById(note.dataset.liveFault);
    field?.removeAttribute("aria-invalid");
    const described = (field?.getAttribute("aria-describedby") ?? "").split(" ");
    field?.setAttribute("aria-describedby", described.filter((one) => one && one !== note.id).join(" "));
    note.closest(".field")?.classList.remove("field--wrong");
    note.remove();
  }
}

function mark() {
  unmark();
  for (const fault of document.querySelectorAll("#fautes [data-anchor]")) {
    const field = document.getElementById(fault.dataset.anchor);
    const box = field?.closest(".field");
    if (!box || box.querySelector(".field__error")) continue;
    const note = document.createElement("div");
    note.className = "field__error";
    note.id = `${field.id}_error`;
    note.dataset.liveFault = field.id;
    note.textContent = fault.lastElementChild.textContent;
    box.classList.add("field--wrong");
    box.append(note);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${note.id}`.trim());
  }
  // What the page was served with and is no longer wrong.
  const wrong = new Set([...document.querySelectorAll("#fautes [data-anchor]")].map((one) => one.dataset.anchor));
  for (const box of form.querySelectorAll(".field--wrong")) {
    const field = box.querySelector("[aria-invalid], fieldset");
    if (!field || wrong.has(field.id)) continue;
    box.classList.remove("field--wrong");
    box.querySelector(".field__error")?.remove();
    field.removeAttribute("aria-invalid");
  }
}

// Saving

function failed(status) {
  waiting = false;
  const next = afterwards;
  afterwards = undefined;
  if (status === 413) return say(form.dataset.tooBig);
  say(form.dataset.offline);
  timer = setTimeout(save, delay);
  delay = Math.min(delay * 2, LAST_RETRY);
  if (next) state.scrollIntoView({ block: "center" });
}

function succeeded() {
  waiting = false;
  late = false;
  kept = stopped() ? kept : sent;
  delay = FIRST_RETRY;
  state.classList.remove("saved--late", "saved--pending");
  mark();
  const next = afterwards;
  afterwards = undefined;
  next?.();
}

form.addEventListener("input", () => {
  typed += 1;
  state.classList.add("saved--pending");
});
form.addEventListener("change", () => (typed += 1));
form.addEventListener("htmx:configRequest", (event) => {
  freshToken();
  event.detail.parameters.csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
});
form.addEventListener("htmx:beforeRequest", (event) => {
  if (stopped() || leaving) return event.preventDefault();
  sent = typed;
  waiting = true;
});
form.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, successful } = event.detail;
  const answered = successful || [403, 409, 422].includes(xhr?.status);
  if (answered) succeeded();
  else failed(xhr?.status);
});
window.addEventListener("online", () => late && save());
document.addEventListener("visibilitychange", () => document.hidden && dirty() && !waiting && save());

// Leaving

form.addEventListener("submit", (event) => {
  freshToken();
  if (!waiting && !late) {
    leaving = true;
    return;
  }
  const { submitter } = event;
  event.preventDefault();
  afterwards = () => {
    leaving = true;
    form.requestSubmit(submitter);
  };
  if (!waiting) save();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || !dirty() || link.target || link.hash || state.contains(link)) return;
  event.preventDefault();
  afterwards = () => {
    if (!stopped()) window.location.assign(link.href);
  };
  if (!waiting) save();
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && dirty()) event.preventDefault();
});
window.addEventListener("pageshow", () => (leaving = false));
mark();
