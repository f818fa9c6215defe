// The dialog for requesting access: it asks for what only the requester knows, and completes the agreement file.
//
// Links lead to an element with the file in a `pre` and an attribute `data-mw-access`, which is `request_data` of
// catalog/html/wording.py; `assets/data/access.js` provides the choices under the name "access".
// Every link to that element opens the dialog, as does an address that names it.
// Without JavaScript, the link leads to the file to copy, and to the forge's form for it.
"use strict";
(() => {
  const LONGEST = 7000; // as in catalog/forge.py
  const PLAIN = /^(?!(?:null|true|false|yes|no|on|off|y|n)$)[A-Za-z][A-Za-z0-9_./@-]*$/i;
  const UNSAFE = /[\u007f-\u009f\u2028\u2029\ufeff]/g;

  const element = (name, options = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(options)) made[key] = value;
    made.append(...children);
    return made;
  };

  // Text as YAML: unquoted if that is safe, else as a JSON string, which is also valid YAML.
  const scalar = (text) => PLAIN.test(text) ? text : JSON.stringify(text).replace(
    UNSAFE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

  const filled = (content, values) => {
    let text = content;
    for (const [key, value] of Object.entries(values)) {
      if (!value) continue;
      const line = new RegExp(`^( *)${key}:.*$`, "m");
      text = line.test(text)
        ? text.replace(line, (_, indent) => `${indent}${key}: ${scalar(value)}`)
        : `${text}${key}: ${scalar(value)}\n`;
    }
    return text;
  };

  const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);

  const link = (form, path, content) => {
    const encoded = (text) => encodeURIComponent(text).replaceAll("%2F", "/");
    const named = `${form.address}?${form.path}=${encoded(path)}`;
    const whole = `${named}&${form.content}=${encoded(content)}`;
    return whole.length > LONGEST ? named : whole;
  };

  const option = (value, text) => element("option", { value }, text);

  const labelled = (text, field, hint = "") => element(
    "label", { className: "mw-request__field" },
    element("span", {}, text), field,
    ...(hint ? [element("span", { className: "mw-sub" }, hint)] : []));

  const select = (name, values, first) => element(
    "select", { name, required: true },
    ...(values.length === 1 ? [] : [option("", first)]),
    ...values.map(([value, text]) => option(value, text)));

  const usual = ([days, count]) => {
    const [number, unit] = days < 1 ? [Math.max(1, Math.round(days * 24)), "hour"] : [Math.round(days), "day"];
    const requests = count === 1 ? "the only request so far" : `median of ${count} requests`;
    return `Access to data of this domain usually takes ${number} ${unit}${number === 1 ? "" : "s"} (${requests}). `;
  };

  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  const dialog = (asked, choices) => {
    const roles = asked.roles.filter((name) => name in choices.roles);
    const team = choices.teams.length
      ? select("team", choices.teams, "choose your team")
      : element("input", { name: "team", required: true, pattern: "[a-z][a-z0-9]*(-[a-z0-9]+)*" });
    const use = element("input", { name: "use", required: true, maxLength: 120, autocomplete: "off" });
    const role = roles.length
      ? select("role", roles.map((name) => [name, choices.roles[name].title]), "choose a role")
      : element("input", { name: "role", required: true });
    const isRegistered = roles.some((name) => choices.roles[name].purposes.length);
    const purpose = isRegistered
      ? element("select", { name: "purpose", required: true })
      : element("input", { name: "purpose", required: true });
    const expires = element("input", {
      name: "expires", type: "date", required: true, value: (/^expires: "(.*)"$/m.exec(asked.content) || ["", ""])[1],
    });
    const description = element("textarea", { name: "description", rows: 2, maxLength: 600 });
    const waited = (domain) => (choices.waits && choices.waits[domain] ? usual(choices.waits[domain]) : "");
    const file = element("code");
    const text = element("pre", { className: "mw-request__file", tabIndex: 0 });
    const copy = element("button", { type: "button", className: "mw-button" }, "Copy the file");
    const close = element("button", { type: "button", className: "mw-button" }, "Close");
    const open = element("button", { type: "submit", className: "mw-button mw-button--main" },
      choices.form ? `Continue on ${new URL(choices.form.address).host}` : "Copy the file");
    const done = element("output", { className: "mw-request__done" });
    const deciders = element("span");
    const contact = element("a", { href: "#contact" }, "contact the owner");
    team.autofocus = true; // else the link before it
    const title = element("h2", { id: "mw-request-title" }, "Request access");
    const form = element(
      "form", { className: "mw-request__form", noValidate: false },
      title, element("p", {}, "to ", element("code", {}, asked.port)),
      element("p", {}, deciders, waited(asked.port.split("/")[0]), "If no role fits, ", contact, "."),
      labelled("Team", team), labelled("Use", use, "the name of a dashboard, a notebook or a model"),
      labelled("Role", role), labelled("Purpose", purpose, "data may be used only for the agreed purpose"),
      labelled("Until", expires), labelled("Description", description, "for the owner; optional"),
      element("details", {}, element("summary", {}, "File: ", file), text),
      element("p", { className: "mw-actions" }, open, ...(choices.form ? [copy] : []), close, done));
    const made = element("dialog", { className: "mw-request" }, form);
    made.setAttribute("aria-labelledby", title.id);

    const purposes = () => {
      if (!isRegistered) return;
      const kept = purpose.value;
      const chosen = role.value ? [role.value] : roles;
      const names = [...new Set(chosen.flatMap((name) => choices.roles[name].purposes))].sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
      purpose.replaceChildren(option("", "choose a purpose"), ...names.map((name) => option(name, name)));
      if (names.includes(kept)) purpose.value = kept;
    };
    const path = () => choices.folder + asked.place.replace(
      "*", () => slug(use.value) || slug(team.value) || "access-request");
    const content = () => filled(asked.content, {
      team: team.value.trim(), use: use.value.trim(), role: role.value.trim(), purpose: purpose.value.trim(),
      description: description.value.trim(),
    }).replace(/^expires:.*$/m, () => `expires: "${expires.value}"`)
      .replace(/^# requestedOn:.*$/m, () => `requestedOn: "${today()}"`);
    const decided = () => {
      const offered = roles.length ? roles : Object.keys(asked.approvers);
      const each = (role.value ? [role.value] : offered).map((name) => asked.approvers[name] || "");
      const different = [...new Set(each)];
      const names = different.filter(Boolean).join(" or ");
      const approvers = names ? `${names} must approve${different.length > 1 ? ", depending on the role" : ""}` : "";
      const words = [asked.owner ? `${asked.owner}, the owner, decides` : "", approvers].filter(Boolean);
      return words.length ? `${words.join("; ")}. ` : "";
    };
    const show = () => {
      deciders.textContent = decided();
      file.textContent = path();
      text.textContent = content();
      done.textContent = "";
    };
    const copied = async () => {
      if (!form.reportValidity()) return;
      const isCopied = await window.meshwright.copy(choices.form ? copy : open, content());
      done.textContent = isCopied ? `Copied. Save it as ${path()}.` : "Select the text of the file and copy it.";
      if (!isCopied) form.querySelector("details").open = true;
    };

    role.addEventListener("change", purposes);
    form.addEventListener("input", show);
    form.addEventListener("change", show);
    copy.addEventListener("click", copied);
    for (const each of [close, contact]) each.addEventListener("click", () => made.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!choices.form) {
        copied();
        return;
      }
      window.open(link(choices.form, path(), content()), "_blank", "noopener");
      done.textContent = "Opened in another tab. Your entries are kept here.";
    });
    purposes();
    show();
    return made;
  };

  window.meshwright.when("access", (choices) => {
    const dialogs = new Map();
    const open = (place) => {
      if (!dialogs.has(place)) {
        const asked = JSON.parse(place.dataset.mwAccess);
        const content = filled(place.querySelector("pre").textContent, { port: asked.port });
        const made = dialog({ ...asked, content }, choices);
        made.addEventListener("close", () => {
          made.remove();
          if (named() === place) history.replaceState(null, "", location.pathname + location.search);
        });
        dialogs.set(place, made);
      }
      const made = dialogs.get(place);
      if (made.open) return;
      document.body.append(made);
      made.showModal();
    };
    const named = (address = location) => [...document.querySelectorAll("[data-mw-access]")].find(
      (place) => new URL(`#${place.id}`, location.href).href === address.href);
    document.addEventListener("click", (event) => {
      const clicked = event.target instanceof Element ? event.target.closest("a[href]") : null;
      const place = clicked ? named(clicked) : null;
      if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(place);
    });
    const follow = () => {
      const place = named();
      if (place) open(place);
    };
    addEventListener("hashchange", follow);
    follow();
  });
})();
