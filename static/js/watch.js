// A page that watches something run: what is in it is put anew until it says that it is done.
"use strict";

(() => {
  const watched = document.querySelector("[data-watch]");
  if (!watched) return;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(watched.id);
      // A person who is reading or pressing something in it is not disturbed, but told how far it is.
      if (fresh && watched.contains(document.activeElement)) {
        for (const part of ["[role=status]", "progress"]) {
          const [old, now] = [watched.querySelector(part), fresh.querySelector(part)];
          if (old && now) old.replaceWith(now);
        }
      } else if (fresh) {
        watched.innerHTML = fresh.innerHTML;
        if (!fresh.dataset.watch) return;
      }
    } catch { /* The next look may find it. */ }
    setTimeout(look, Number(watched.dataset.watch) * 1000);
  };
  setTimeout(look, Number(watched.dataset.watch) * 1000);
})();
