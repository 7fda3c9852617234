// Files dropped on the form are chosen in it; without this script they are chosen by its button.
"use strict";

(() => {
  const form = document.querySelector("form.drop");
  const input = form && form.querySelector("input[type=file]");
  if (!input) return;
  form.classList.add("scripted");
  const over = (event, on) => { event.preventDefault(); form.classList.toggle("over", on); };
  form.addEventListener("dragover", event => over(event, true));
  form.addEventListener("dragleave", event => over(event, false));
  form.addEventListener("drop", event => {
    over(event, false);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
})();
