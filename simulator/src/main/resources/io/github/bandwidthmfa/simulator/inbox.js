const MOST = 100;
const byId = (id) => document.getElementById(id);

const messages = [];
let shownNumber = "";
let accounts = [];
let clockOffset = 0;

/* Beside another page, and where the window is small, there is room for one view at a time. */
const framed = window.top !== window;
const small = matchMedia("(max-width: 48rem)");
document.documentElement.classList.toggle("framed", framed);

function fitViews() {
    document.documentElement.classList.toggle("one-view", framed || small.matches);
}

small.addEventListener("change", fitViews);
fitViews();

/* Elements are made, never parsed: what arrives here was written by others. */
function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
}

function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", "#icon-" + name);
    svg.append(use);
    return svg;
}

/* Messages and calls */

function highlighted(text, code) {
    const parts = text.split(code);
    return parts.flatMap((part, i) => (i === 0 ? [part] : [element("mark", {}, code), part]));
}

async function copy(code, button) {
    try {
        await navigator.clipboard.writeText(code);
    } catch {
        // In a frame, or without https, the browser may refuse the above and allow this.
        const field = element("textarea", {});
        field.value = code;
        button.append(field);
        field.select();
        document.execCommand("copy");
        field.remove();
        button.focus();
    }
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy code"), 2000);
}

function card(message, fresh) {
    const voice = message.channel === "VOICE";
    const time = new Date(message.time);
    const copyButton = element("button", { type: "button", class: "quiet copy" }, "Copy code");
    copyButton.setAttribute("aria-label", "Copy code " + message.code);
    copyButton.addEventListener("click", () => copy(message.code, copyButton));
    return element(
        "li",
        { class: "message " + (voice ? "voice" : "sms") + (fresh ? " fresh" : ""), "data-to": message.to, "data-code": message.code },
        element(
            "p",
            { class: "what" },
            icon(voice ? "call" : "sms"),
            element("strong", {}, voice ? "Phone call" : "Text message"),
            element("time", { datetime: message.time }, time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })),
        ),
        element("p", { class: "text" }, ...(voice ? ["“", ...highlighted(message.text, message.code), "”"] : highlighted(message.text, message.code))),
        element("div", { class: "foot" }, element("span", {}, "to " + message.to, element("br"), "from " + message.from), copyButton),
    );
}

function visible(message) {
    return shownNumber === "" || message.to === shownNumber;
}

function redraw() {
    byId("messages").replaceChildren(...messages.filter(visible).map((message) => card(message, false)).reverse());
    drawNumbers();
}

byId("clear-inbox").addEventListener("click", async () => {
    if (await order("DELETE", "inbox")) {
        byId("log").focus();
    }
});

function drawNumbers() {
    const numbers = ["", ...new Set(messages.map((message) => message.to))];
    if (!numbers.includes(shownNumber)) {
        shownNumber = "";
        redraw();
        return;
    }
    byId("empty").hidden = messages.length > 0;
    byId("clear-inbox").hidden = messages.length === 0;
    byId("numbers").hidden = numbers.length === 1;
    const focused = document.activeElement?.dataset?.number;
    byId("numbers").replaceChildren(
        ...numbers.map((number) => {
            const button = element("button", { type: "button", "aria-pressed": String(number === shownNumber), "data-number": number }, number || "All");
            button.addEventListener("click", () => {
                shownNumber = number;
                redraw();
            });
            return button;
        }),
    );
    if (focused !== undefined) {
        byId("numbers").querySelector(`[data-number="${CSS.escape(focused)}"]`)?.focus();
    }
}

function receive(event) {
    const news = JSON.parse(event.data);
    if (news.whole) {
        messages.length = 0;
        messages.push(...news.messages);
        redraw();
        return;
    }
    if (byId("views").dataset.view !== "messages") {
        badge("unseen", Number(byId("unseen").textContent) + news.messages.length, "new");
    }
    for (const message of news.messages) {
        messages.push(message);
        if (visible(message)) {
            byId("messages").prepend(card(message, true));
        }
    }
    messages.splice(0, Math.max(0, messages.length - MOST));
    while (byId("messages").children.length > MOST) {
        byId("messages").lastElementChild.remove();
    }
    drawNumbers();
}

/* Faults and lockouts */

async function order(method, path, body) {
    byId("problem").textContent = "";
    try {
        const response = await fetch("/simulator/" + path, { method, body: body && JSON.stringify(body) });
        if (!response.ok) {
            byId("problem").textContent = (await response.json()).error;
        }
        return response.ok;
    } catch {
        byId("problem").textContent = "The simulator cannot be reached.";
        return false;
    }
}

const CALLS = { MESSAGING: "text message", VOICE: "phone call", VERIFY: "verification", TOKEN: "token" };

/* In the words of the menu. */
function when(fault) {
    if (fault.accountId) {
        return "every call, until switched off" + (accounts.length > 1 ? ", of " + fault.accountId : "");
    }
    const call = CALLS[fault.operation] ?? "call";
    return fault.remaining === 1 ? "the next " + call : `the next ${fault.remaining} ${call}s`;
}

function faultRow(fault) {
    const button = element("button", { type: "button", class: "quiet" }, "Switch off");
    button.setAttribute("aria-label", `Switch off: ${fault.fault}, for ${when(fault)}`);
    button.addEventListener("click", () => order("DELETE", "faults", { id: fault.id }));
    return element("li", {}, element("span", {}, fault.fault, element("span", { class: "note" }, "for " + when(fault))), button);
}

function lockoutRow(lockout) {
    const button = element("button", { type: "button", class: "quiet" }, "Unlock");
    button.setAttribute("aria-label", "Unlock " + lockout.to);
    button.addEventListener("click", () => order("DELETE", "lockouts", { to: lockout.to, accountId: lockout.accountId }));
    return element("li", {}, element("span", {}, lockout.to), element("span", { class: "note", "data-until": lockout.until }), button);
}

function drawStatus(event) {
    const status = JSON.parse(event.data);
    accounts = status.accounts;
    clockOffset = status.now - Date.now();
    const focused = byId("faults").contains(document.activeElement);
    byId("faults").replaceChildren(...status.faults.map(faultRow));
    if (focused) {
        (byId("faults").querySelector("button") ?? byId("fault")).focus();
    }
    badge("on", status.faults.length + status.lockouts.length, "on");
    byId("no-faults").hidden = status.faults.length > 0;
    byId("clear-faults").hidden = status.faults.length < 2;
    byId("lockouts").replaceChildren(...status.lockouts.map(lockoutRow));
    byId("no-lockouts").hidden = status.lockouts.length > 0;
    tick();
}

function tick() {
    const now = Date.now() + clockOffset;
    for (const note of document.querySelectorAll("[data-until]")) {
        const seconds = Math.max(0, Math.ceil((Number(note.dataset.until) - now) / 1000));
        note.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }
}

byId("fault-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const fault = JSON.parse(byId("fault").value);
    const when = byId("when").value;
    if (when === "always") {
        accounts.forEach((accountId) => order("POST", "faults", { ...fault, accountId }));
    } else {
        order("POST", "faults", when === "next" ? fault : { ...fault, operation: when });
    }
});
byId("clear-faults").addEventListener("click", async () => {
    if (await order("DELETE", "faults")) {
        byId("fault").focus();
    }
});
byId("lock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    order("POST", "lockouts", { to: byId("lock-number").value });
});

/* Views: side by side where there is room */

function badge(id, count, what) {
    byId(id).textContent = count || "";
    byId(id).hidden = !count;
    byId(id).title = count ? `${count} ${what}` : "";
}

for (const tab of document.querySelectorAll("[data-shows]")) {
    tab.addEventListener("click", () => {
        byId("views").dataset.view = tab.dataset.shows;
        document.querySelectorAll("[data-shows]").forEach((other) => other.setAttribute("aria-pressed", String(other === tab)));
        if (tab.dataset.shows === "messages") {
            badge("unseen", 0, "");
        }
    });
}

/* The stream: the browser connects again by itself, and is then told everything anew. */

function show(state, live) {
    byId("state").textContent = state;
    byId("state").classList.toggle("live", live);
}

const stream = new EventSource("/simulator/events");
stream.addEventListener("open", () => show("Live", true));
stream.addEventListener("error", () => show("Not connected", false));
stream.addEventListener("messages", receive);
stream.addEventListener("status", drawStatus);
setInterval(tick, 1000);
drawNumbers();
