// Names for those parts of the admin's own widgets that have none for the ear.
"use strict";

(() => {
  const quiet = (text) => {
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = text;
    return words;
  };

  const name = () => {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const label = select.getAttribute("aria-label") || (select.labels[0] ? select.labels[0].textContent.trim() : "");
      for (const part of select.nextElementSibling.querySelectorAll("[role=combobox], [role=textbox]")) {
        part.removeAttribute("aria-labelledby");
        const chosen = select.selectedOptions.length ? select.selectedOptions[0].textContent.trim() : "";
        part.setAttribute("aria-label", [label.replace(/:$/, ""), chosen].filter(Boolean).join(": "));
      }
    }
    for (const sign of document.querySelectorAll("span.search-label-icon[aria-label]")) sign.setAttribute("role", "img");
    for (const head of document.querySelectorAll(".inline-group thead th")) {
      if (!head.textContent.trim()) head.append(quiet(head.classList.contains("original") ? "Row" : "What to do"));
    }
  };

  // After the widgets were made, each of which waits for the page.
  window.addEventListener("load", () => setTimeout(name));
  document.addEventListener("formset:added", () => setTimeout(name));
  document.addEventListener("change", () => setTimeout(name));
})();
