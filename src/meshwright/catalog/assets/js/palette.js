// Applies the colour scheme that the reader has chosen, before the page is drawn: without `defer`, after the header's inputs.
(() => {
  let color;
  try {
    color = __md_get("__palette")?.color;
  } catch {
    return; // the browser stores nothing
  }
  if (!color) return;
  if (color.media == "(prefers-color-scheme)") {
    const media = `(prefers-color-scheme: ${matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"})`;
    const input = document.querySelector(`[data-md-color-media="${media}"]`);
    for (const key of ["media", "scheme", "primary", "accent"]) color[key] = input?.getAttribute(`data-md-color-${key}`) ?? color[key];
  }
  for (const [key, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${key}`, value);
})();
