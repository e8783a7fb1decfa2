// What pages do beyond HTML. Each page works without it.
"use strict";

// "Exit this page": a press of the button, or of Shift three times within five seconds, blanks the page at once and leaves. The page that is left
// does not stay in the history of this tab; those before it do.
(() => {
  const exit = document.getElementById("exit");
  if (!exit) return;
  let presses = [];
  const leave = () => {
    const veil = document.createElement("div");
    veil.className = "veil";
    document.body.append(veil);
    document.title = " ";
    location.replace(exit.href);
  };
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = []; // a capital letter is no wish to leave
      return;
    }
    if (event.repeat) return;
    presses = presses.filter((at) => event.timeStamp - at < 5000).concat(event.timeStamp);
    if (presses.length >= 3) leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll(".veil").forEach((veil) => veil.remove());
  });
})();
