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

  // A pasted text may be longer than an address can be: it goes with the request instead.
  if (box) box.form.addEventListener("submit", () => { if (box.value.length > 2000) box.form.method = "post"; });

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

  const spoken = document.createElement("p");
  spoken.setAttribute("role", "status");
  spoken.className = "vh";
  document.body.append(spoken);

  // A ticked box takes effect at once: the parts of the page are exchanged, the focus stays where it is, and going back
  // undoes it. Whatever is out of the ordinary is left to the browser.
  const filters = document.getElementById("filters");
  let filtering = null;
  let shown = location.search;

  const exchange = async (address, isNew) => {
    if (filtering) filtering.abort();
    filtering = new AbortController();
    try {
      const answer = await fetch(address, { signal: filtering.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const form = page.getElementById("filters");
      if (!answer.ok || !form || new URL(answer.url).pathname !== location.pathname) throw new Error(address);
      const held = document.activeElement;
      const same = held && filters.contains(held) && held.name
        ? `[name="${CSS.escape(held.name)}"][value="${CSS.escape(held.value)}"]` : "";
      const open = [...filters.querySelectorAll("details")].map((each) => each.open);
      if (isNew) history.pushState({ filtered: true }, "", answer.url + location.hash);
      filters.replaceChildren(...form.childNodes);
      filters.querySelectorAll("details").forEach((each, number) => { each.open = each.open || open[number]; });
      for (const part of [".head", "#results"]) document.querySelector(part).replaceWith(page.querySelector(part));
      document.title = page.title;
      shown = location.search;
      const again = same && filters.querySelector(same);
      if (again) again.focus({ preventScroll: true });
      spoken.textContent = document.querySelector(".head h1").textContent;
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };

  if (filters && document.querySelector(".head h1")) {
    filters.classList.add("at-once");
    filters.addEventListener("change", (event) => {
      if (!["checkbox", "radio"].includes(event.target.type)) return;
      const chosen = [...new FormData(filters)].filter(([, value]) => value !== "");
      exchange(`${filters.action}?${new URLSearchParams(chosen)}`, true);
    });
    window.addEventListener("popstate", () => { if (location.search !== shown) exchange(location.href, false); });
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
    list.replaceChildren(...found.map(({ text, kind, count }, number) => {
      const entry = document.createElement("li");
      const words = document.createElement("span");
      const aside = document.createElement("small");
      entry.id = `completion-${number}`;
      entry.dataset.text = text;
      entry.setAttribute("role", "option");
      entry.setAttribute("aria-selected", "false");
      words.textContent = text;
      aside.textContent = [kind === "word" ? "" : kind, count ? count.toLocaleString("en-US") : ""].filter(Boolean).join(" · ");
      entry.append(words, aside);
      entry.addEventListener("pointerdown", (event) => { event.preventDefault(); take(entry); });
      return entry;
    }));
    at = -1;
    list.hidden = !found.length;
    spoken.textContent = found.length ? `${found.length} suggestion${found.length > 1 ? "s" : ""}` : "";
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
