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

  // Better said now than when all of them were sent.
  const most = Number(form.dataset.most);
  const check = () => {
    const count = input.files.length;
    input.setCustomValidity(count > most
      ? `These are ${count.toLocaleString("en-US")} files, and at most ${most.toLocaleString("en-US")} are taken at once. Put them into one ZIP.` : "");
    input.reportValidity();
  };
  input.addEventListener("change", check);

  // A folder stands for the files in it, to any depth.
  const below = async entry => {
    if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
    const reader = entry.createReader(), files = [];
    for (;;) {
      const some = await new Promise((found, failed) => reader.readEntries(found, failed));
      if (!some.length) return files;
      for (const each of some) files.push(...await below(each));
    }
  };
  form.addEventListener("drop", async event => {
    over(event, false);
    const dropped = event.dataTransfer.files;
    const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry()).filter(entry => entry);
    if (!dropped.length) return;
    if (entries.some(entry => entry.isDirectory)) {
      const chosen = new DataTransfer();
      for (const entry of entries) for (const file of await below(entry)) chosen.items.add(file);
      input.files = chosen.files;
    } else {
      input.files = dropped;
    }
    check();
  });
})();
