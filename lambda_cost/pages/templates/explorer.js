// The page's part: it sends what was moved and shows what comes back. It calculates nothing.
"use strict";

const at = (id) => document.getElementById(id);
let state = JSON.parse(at("first").textContent);
let pending = [];
let settled = false;
let busy = false;
let resting = 0;
let drawing = null;

function fromAddress() {
  try {
    const found = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    if (found && found.document) state = found;
  } catch { /* an address without a scenario, or with a broken one: what is there stays */ }
}

function toAddress() {
  const text = encodeURIComponent(JSON.stringify({ document: state.document, chosen: state.chosen }));
  history.replaceState(null, "", "#" + text);
}

async function ask(path, more = {}, signal = undefined) {
  const body = JSON.stringify({ document: state.document, chosen: state.chosen, ...more });
  const answer = await fetch(path, { method: "POST", body, signal, headers: { "Content-Type": "application/json" } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}

// One question at a time; what is moved meanwhile goes along with the next.
async function refresh() {
  if (busy) return;
  busy = true;
  try {
    do {
      const moves = pending, whole = settled;
      pending = [];
      settled = false;
      const found = await (await ask("/view", { moves })).json();
      state = { document: found.document, chosen: found.chosen };
      show(found, whole);
    } while (pending.length || settled);
  } catch (error) {
    at("said").textContent = error instanceof TypeError ? "lambda-cost serve has ended; start it again." : error.message;
  } finally {
    busy = false;
  }
}

function show(found, whole) {
  at("bill").innerHTML = found.html.bill;
  at("now").textContent = found.total ? `${found.total} a month` : "";
  at("said").textContent = "";
  replaceLines(found.html.lines);
  if (whole) {
    replaceControls(found.html.controls);
    toAddress();
  }
  clearTimeout(resting);
  resting = setTimeout(draw, 120);
}

// Pictures take longer than the bill: they are drawn when the controls rest, and only the last of them.
async function draw() {
  drawing?.abort();
  drawing = new AbortController();
  const width = at("figures").clientWidth < 500 ? 330 : 640;
  try {
    const html = await (await ask("/figures", { width }, drawing.signal)).text();
    const open = [...at("figures").querySelectorAll("figure:has(details[open])")].map((one) => one.id);
    at("figures").innerHTML = html;
    for (const id of open) at(id)?.querySelector("details").setAttribute("open", "");
  } catch (error) {
    if (error.name !== "AbortError") at("said").textContent = error.message;
  }
}

// Lines that are open stay open.
function replaceLines(html) {
  const titles = (one) => one.closest("section").getAttribute("aria-label") + one.querySelector("summary span").textContent;
  const open = new Set([...at("lines").querySelectorAll("details.lc-line[open]")].map(titles));
  const more = at("lines").querySelector("details.lc-more")?.open;
  at("lines").innerHTML = html;
  for (const one of at("lines").querySelectorAll("details.lc-line")) one.open = open.has(titles(one));
  const rest = at("lines").querySelector("details.lc-more");
  if (rest) rest.open = Boolean(more);
}

function replaceControls(html) {
  const active = document.activeElement;
  const key = active?.dataset.path ?? (active?.hasAttribute("data-chosen") ? "chosen" : null);
  const kind = active?.type;
  at("controls").innerHTML = html;
  if (key === null) return;
  const again = key === "chosen" ? [at("lc-chosen")] : [...at("controls").elements].filter((one) => one.dataset.path === key && one.type === kind);
  again[0]?.focus({ preventScroll: true });
}

function move(element, done) {
  settled ||= done;
  if (element.hasAttribute("data-chosen")) {
    state.chosen = element.value;
  } else {
    let value = element.value;
    if (element.type === "range") {
      value = JSON.parse(element.dataset.stops)[Number(value)];
      element.setAttribute("aria-valuetext", value);
      element.parentElement.querySelector("input[type=text]").value = value;
    }
    pending.push({ path: JSON.parse(element.dataset.path), value: value.trim() });
  }
  refresh();
}

async function download(to) {
  try {
    const answer = await ask("/" + to);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))[1];
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    at("said").textContent = error.message;
  }
}

at("controls").addEventListener("input", (event) => { if (event.target.type === "range") move(event.target, false); });
at("controls").addEventListener("change", (event) => move(event.target, true));
at("controls").addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("[data-download]")) {
  button.addEventListener("click", () => download(button.dataset.download));
}
at("link").addEventListener("click", async () => {
  toAddress();
  try {
    await navigator.clipboard.writeText(location.href);
    at("said").textContent = "The link is copied; it holds the whole scenario.";
  } catch {
    at("said").textContent = "The link is in the address bar; it holds the whole scenario.";
  }
});
addEventListener("hashchange", () => { fromAddress(); settled = true; refresh(); });
fromAddress();
settled = location.hash.length > 1;
refresh();
