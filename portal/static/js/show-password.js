// « Montrer le mot de passe » : without this file the button stays out of sight, and one types as everywhere.

for (const place of document.querySelectorAll("[data-show-password]")) {
  const fields = place.closest("form").querySelectorAll("input[type=password]");
  const button = place.querySelector("button");
  place.hidden = fields.length === 0;
  const show = (shown) => {
    for (const field of fields) field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-pressed") !== "true"));
  // What is sent is a password again, so that the browser offers to keep it and not to suggest it elsewhere.
  place.closest("form").addEventListener("submit", () => show(false));
}
