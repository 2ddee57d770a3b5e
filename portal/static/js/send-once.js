// A form marked data-once is sent by its first click only; the server would answer the same to a second one.

for (const form of document.querySelectorAll("form[data-once]")) {
  let gone = false;
  form.addEventListener("submit", (event) => {
    if (gone) event.preventDefault();
    gone = true;
    form.querySelector("button").setAttribute("aria-disabled", "true");
  });
  // Come back to with the browser's arrow, it may be sent again.
  window.addEventListener("pageshow", () => {
    gone = false;
    form.querySelector("button").removeAttribute("aria-disabled");
  });
}
