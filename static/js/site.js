// Everything here only makes the pages nicer; without it they are complete.
"use strict";

(() => {
  const box = document.getElementById("q");

  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && box && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  const copy = async (text, said, where) => {
    try {
      await navigator.clipboard.writeText(text);
      where.textContent = said;
    } catch {
      where.textContent = "Your browser does not let this page copy.";
    }
  };

  for (const link of document.querySelectorAll("[data-copy-link]")) {
    const told = document.createElement("span");
    const usual = link.textContent;
    told.setAttribute("role", "status");
    told.className = "vh";
    link.after(told);
    link.textContent = "Copy link";
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      await copy(link.href, "Link copied", told);
      link.textContent = told.textContent;
      setTimeout(() => { link.textContent = usual && "Copy link"; }, 2500);
    });
  }

  for (const button of document.querySelectorAll("[data-copy], [data-quote]")) {
    const told = button.parentElement.querySelector(".copied");
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.dataset.copy) {
        copy(button.dataset.copy, "Citation copied", told);
        return;
      }
      const chosen = window.getSelection();
      const within = document.getElementById(button.dataset.quote);
      const text = chosen && within.contains(chosen.anchorNode) ? chosen.toString().replace(/\s+/g, " ").trim() : "";
      if (text) {
        copy(`“${text}” ${button.dataset.citation}`, "Quotation copied with its citation", told);
      } else {
        told.textContent = "Select words of this item first.";
      }
    });
  }

  // A button beside what was just chosen: the one at the end may be far.
  for (const form of document.querySelectorAll("form.facets")) {
    const apply = form.querySelector(".apply button");
    const near = apply && apply.cloneNode(true);
    form.addEventListener("change", (event) => {
      const group = event.target.closest("fieldset");
      if (!near || !group) return;
      near.className = "apply-here";
      group.append(near);
    });
  }

  // Find-in-list as one types; the same form works by sending it.
  for (const field of document.querySelectorAll("[data-filter-list]")) {
    const list = document.getElementById(field.dataset.filterList);
    if (!list) continue;
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const entry of list.querySelectorAll("li")) {
        const text = entry.textContent.toLowerCase();
        const own = entry.closest(".group");
        const whole = own && own !== entry ? own.querySelector("li").textContent.toLowerCase() + text : text;
        entry.hidden = !wanted.every((word) => whole.includes(word)) && !entry.querySelector(":checked");
      }
    });
  }

  // Completion: a listbox after the ARIA combobox pattern. Nothing is chosen until a person goes to it.
  if (!box || !box.dataset.complete) return;
  const list = document.createElement("ul");
  list.id = "completions";
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  box.form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    box.setAttribute(name, value);
  }
  let at = -1;
  let timer = 0;
  let asked = null;

  const close = () => {
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const goTo = (place) => {
    const entries = [...list.children];
    at = (place + entries.length + 1) % (entries.length + 1);
    entries.forEach((entry, number) => entry.setAttribute("aria-selected", String(number === at)));
    if (at < entries.length) {
      box.setAttribute("aria-activedescendant", entries[at].id);
    } else {
      at = -1;
      box.removeAttribute("aria-activedescendant");
    }
  };

  const take = (entry) => {
    box.value = entry.dataset.text;
    close();
    box.form.requestSubmit();
  };

  const show = (found) => {
    list.replaceChildren(...found.map(({ text, kind }, number) => {
      const entry = document.createElement("li");
      const words = document.createElement("span");
      const aside = document.createElement("small");
      entry.id = `completion-${number}`;
      entry.dataset.text = text;
      entry.setAttribute("role", "option");
      entry.setAttribute("aria-selected", "false");
      words.textContent = text;
      aside.textContent = kind === "word" ? "" : kind;
      entry.append(words, aside);
      entry.addEventListener("pointerdown", (event) => { event.preventDefault(); take(entry); });
      return entry;
    }));
    at = -1;
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    box.removeAttribute("aria-activedescendant");
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (asked) asked.abort();
      const typed = box.value;
      if (typed.trim().length < 2) { close(); return; }
      asked = new AbortController();
      try {
        const answer = await fetch(`${box.dataset.complete}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
        if (answer.ok && box.value === typed && document.activeElement === box) show((await answer.json()).completions);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }, 120);
  });

  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); goTo(at + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); goTo(at < 0 ? list.children.length - 1 : at - 1); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(list.children[at]); }
  });
  box.addEventListener("blur", close);
})();
