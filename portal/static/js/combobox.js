// A text field that suggests while one types (ARIA combobox with a list). Without this file its form works as it is.
//
// <div class="combobox"><input data-combobox data-source="/trouver/suggestions/"></div>
// The source answers ?q=… with {"results": [{"label", "detail", "url", "value"}]}. Choosing goes to the url; with
// data-combobox-value="id" it writes the label in the field and the value in the hidden field of that id.
// What a screen reader hears is in data-said-none, data-said-one and data-said-many (« {} résultats »).

const DELAY = 120; // ms between the last key and the question

let count = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.kept = document.getElementById(input.dataset.comboboxValue ?? "");
    this.results = [];
    this.active = -1;
    const id = `combobox-${++count}`;
    this.list = document.createElement("ul");
    this.list.id = id;
    this.list.className = "combobox__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? input.name);
    this.list.hidden = true;
    this.said = document.createElement("p");
    this.said.className = "unseen";
    this.said.setAttribute("role", "status");
    input.after(this.list, this.said);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
      autocomplete: "off",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  typed() {
    if (this.kept) this.kept.value = "";
    clearTimeout(this.timer);
    this.asked?.abort();
    const query = this.input.value.trim();
    if (query.length < 2) return this.close();
    this.timer = setTimeout(() => this.ask(query), DELAY);
  }

  async ask(query) {
    const { signal } = (this.asked = new AbortController());
    const address = new URL(this.input.dataset.source, document.baseURI);
    address.searchParams.set("q", query);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
      if (!answer.ok) return this.close();
      this.show((await answer.json()).results);
    } catch {
      if (!signal.aborted) this.close(); // no network: the form still works; else a newer question has taken over
    }
  }

  show(results) {
    this.results = results;
    this.active = -1;
    this.list.replaceChildren(...results.map((result, rank) => this.option(result, rank)));
    const open = results.length > 0 && document.activeElement === this.input;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.input.removeAttribute("aria-activedescendant");
    const { saidNone = "0", saidOne = "1", saidMany = "{}" } = this.input.dataset;
    this.said.textContent = [saidNone, saidOne][results.length] ?? saidMany.replace("{}", results.length);
  }

  option({ label, detail }, rank) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${rank}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(label);
    if (detail) {
      const more = document.createElement("span");
      more.className = "combobox__detail";
      more.textContent = detail;
      option.append(" ", more);
    }
    return option;
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.active = -1;
    this.said.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    const open = !this.list.hidden;
    if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.move(event.key === "ArrowDown" ? 1 : -1);
      else this.typed();
    }
  }

  move(by) {
    const options = [...this.list.children];
    const from = this.active < 0 && by < 0 ? 0 : this.active;
    this.active = (from + by + options.length) % options.length;
    options.forEach((option, rank) => option.setAttribute("aria-selected", String(rank === this.active)));
    options[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
  }

  choose(rank) {
    const { label, url, value } = this.results[rank];
    this.input.value = label;
    this.close();
    if (this.kept) this.kept.value = value ?? "";
    else if (url) location.assign(url);
  }
}

for (const input of document.querySelectorAll("input[data-combobox]")) new Combobox(input);
