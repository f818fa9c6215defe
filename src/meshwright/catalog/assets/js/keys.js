// Records the keys that are pressed before search.js is loaded, from the slash or Ctrl-K on; search.js then opens with them.
function mwKeys(event) {
  const key = event.key;
  if (event.target.tagName == "INPUT") return;
  if (mwKeys.query == null ? key == "/" || (key == "k" && (event.ctrlKey || event.metaKey)) : key.length == 1) {
    event.preventDefault();
    mwKeys.query = mwKeys.query == null ? "" : mwKeys.query + key;
  }
}
addEventListener("keydown", mwKeys);
