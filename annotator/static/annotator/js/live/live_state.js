/** Says where marks are listed that what others do does not arrive just now; nothing while all is well. */

const PATIENCE_MS = 4000; // a server that is restarted is back before this
const WORDS = {
  waiting: "Marks of others may be late: the connection is being made again.",
  offline: "Marks of others may be late: there is no connection.",
};

/** @param {HTMLElement} place */
export function keepLiveState(place) {
  let timer = 0;
  document.addEventListener("live:state", ({ detail: { state } }) => {
    const words = WORDS[state];
    if (!words) {
      clearTimeout(timer);
      timer = 0;
      place.hidden = true;
      return;
    }
    const show = () => Object.assign(place, { textContent: words, hidden: false });
    if (place.hidden) timer ||= setTimeout(show, PATIENCE_MS);
    else show();
  });
}
