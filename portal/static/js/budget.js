// The sums of a budget as one types: what the server computes again at each save (budget_state.html).
//
// [data-side]: the fields that make a sum; [data-lines]: the name of the field that counts in a table of lines;
// [data-total]: where a sum is written; [data-gap]: the sentence that is true of the balance.

const form = document.getElementById("redaction");
const written = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR", trailingZeroDisplay: "stripIfInteger" });

// Cents, so that sums are exact.
function cents(text) {
  const plain = text.replaceAll(/[\s\u00a0\u202f€]/g, "").replace(",", ".");
  return /^\d{1,9}(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
}

const sum = (fields) => [...fields].reduce((total, field) => total + cents(field.value), 0);
const side = (name) => sum(form.querySelectorAll(`[data-side="${name}"] input`));
const euros = (amount) => written.format(amount / 100).replaceAll("\u202f", "\u00a0");

function lines() {
  const kept = [...form.querySelectorAll("[data-lines] li")].filter((line) => !line.querySelector("[name$=-DELETE]")?.checked);
  return sum(kept.flatMap((line) => [...line.querySelectorAll("input[name$=-amount]")]));
}

function compute() {
  const asked = side("asked");
  const grants = asked + lines();
  const totals = {
    asked,
    grants,
    expenses: side("expenses"),
    income: side("income") + grants,
    given: side("given"),
    received: side("received"),
  };
  for (const [name, amount] of Object.entries(totals)) {
    const place = form.querySelector(`[data-total="${name}"]`);
    if (place) place.textContent = euros(amount);
  }
  const balance = document.getElementById("equilibre");
  const gap = totals.income - totals.expenses;
  const ceiling = balance.dataset.ceiling === "" ? Infinity : Math.round(Number(balance.dataset.ceiling) * 100);
  const wrong = {
    income: Math.max(-gap, 0),
    expenses: Math.max(gap, 0),
    kind: Math.abs(totals.given - totals.received),
    ceiling: Math.max(asked - ceiling, 0),
  };
  const right = Object.values(wrong).every((amount) => amount === 0) && totals.expenses + totals.given > 0;
  for (const sentence of balance.querySelectorAll("[data-gap]")) {
    const { gap: kind } = sentence.dataset;
    sentence.hidden = kind === "none" ? !right : wrong[kind] === 0;
    const place = sentence.querySelector("[data-amount]");
    if (place) place.textContent = euros(wrong[kind]);
  }
}

form.addEventListener("input", compute);
form.addEventListener("change", compute);
