const byId = (id) => document.getElementById(id);
const NUMBER = "NUMBER";
const CODE = "CODE";
const SIGNED_IN = "SIGNED_IN";
const SECTIONS = { [NUMBER]: "step-number", [CODE]: "step-code", [SIGNED_IN]: "step-signed-in" };

/* What the server said last; everything shown follows from it. */
let state;
let resendAt = 0;
let waitUntil = 0;
let lockedUntil = 0;
let busy = false;

/* The server */

class Problem extends Error {
    constructor(detail) {
        super(detail.title);
        this.detail = detail;
    }
}

async function call(method, path, body) {
    let answer;
    try {
        answer = await fetch(path, {
            method,
            headers: {
                ...(body && { "Content-Type": "application/json" }),
                ...(method !== "GET" && { [state.csrfHeader]: state.csrfToken }),
            },
            body: body && JSON.stringify(body),
        });
    } catch {
        throw new Problem({ type: "offline", title: "No connection", detail: "Check your connection and try again." });
    }
    const content = answer.status === 204 ? null : await answer.json().catch(() => null);
    if (!answer.ok) {
        throw new Problem(content ?? { type: "unreadable", title: "Something went wrong", detail: "Please try again later." });
    }
    return content;
}

/* Showing */

function show(news, step = news.step) {
    state = news;
    resendAt = Date.now() + news.resendInSeconds * 1000;
    for (const [name, id] of Object.entries(SECTIONS)) {
        byId(id).hidden = name !== step;
    }
    document.title = (step === SIGNED_IN ? "Signed in" : step === CODE ? "Enter your code" : "Sign in") + " – Night Owl Books";
    if (step === CODE) {
        byId("sent").replaceChildren(news.channel === "CALL" ? "Expect a call to " : "Look for a text message to ", strong(news.number), ".");
    }
    if (step === SIGNED_IN) {
        byId("account").textContent = news.number;
    }
    showInbox(news.inbox);
    tick();
}

function strong(text) {
    const made = document.createElement("strong");
    made.textContent = text;
    return made;
}

function focusOn(step) {
    const target = { [NUMBER]: "number", [CODE]: "code", [SIGNED_IN]: "signed-in-title" }[step];
    byId(target).focus();
}

function showInbox(address) {
    if (!address || byId("inbox").firstChild) {
        return;
    }
    const frame = document.createElement("iframe");
    frame.title = "Your phone: the inbox of the simulator";
    frame.setAttribute("allow", "clipboard-write");
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms");
    frame.src = address;
    byId("inbox").append(frame);
    byId("inbox").hidden = false;
}

function announce(text) {
    byId("status").textContent = text;
}

function clearProblem() {
    byId("problem-box").hidden = true;
    byId("problem").replaceChildren();
    byId("wait").textContent = "";
    byId("number").removeAttribute("aria-invalid");
    byId("code").removeAttribute("aria-invalid");
}

function showProblem(detail) {
    byId("problem-box").hidden = false;
    byId("problem").replaceChildren(strong(detail.title), detail.detail ?? "");
    byId("problem").dataset.type = detail.type;
    const invalid = { "urn:sign-in:not-a-number": "number", "urn:sign-in:not-a-code": "code", "urn:sign-in:wrong-code": "code" }[detail.type];
    if (invalid) {
        byId(invalid).setAttribute("aria-invalid", "true");
        byId(invalid).focus();
        byId(invalid).select();
    }
    waitUntil = detail.retryAfterSeconds ? Date.now() + detail.retryAfterSeconds * 1000 : 0;
    if (detail.type === "urn:sign-in:locked") {
        lockedUntil = waitUntil;
    }
    tick();
}

/* Time */

function secondsTo(time) {
    return Math.max(0, Math.ceil((time - Date.now()) / 1000));
}

function clock(seconds) {
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} min`;
}

function enable(button, on) {
    button.setAttribute("aria-disabled", String(!on));
}

function tick() {
    const wait = secondsTo(waitUntil);
    if (waitUntil > 0 && wait === 0) {
        waitUntil = 0;
        clearProblem();
        announce("You can try again now.");
    } else {
        byId("wait").textContent = wait > 0 ? `Try again in ${clock(wait)}` : "";
    }
    const cooldown = secondsTo(resendAt);
    byId("cooldown").textContent = cooldown > 0 ? `No code yet? You can get another one in ${clock(cooldown)}.` : "No code yet? Get another one.";
    enable(byId("resend-sms"), cooldown === 0);
    enable(byId("resend-call"), cooldown === 0);
    enable(byId("code-form").querySelector("button"), secondsTo(lockedUntil) === 0);
}

/* Doing */

/* One thing at a time: a second press while the first is under way does nothing. */
async function doing(button, work) {
    if (busy || button.getAttribute("aria-disabled") === "true") {
        return;
    }
    busy = true;
    const label = button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-busy", "true");
    clearProblem();
    try {
        await work();
    } catch (problem) {
        if (!(problem instanceof Problem)) {
            throw problem;
        }
        await afterProblem(problem.detail);
    } finally {
        busy = false;
        button.textContent = label;
        button.removeAttribute("aria-busy");
    }
}

/* The server knows how far this sign-in has come: after a send that may have succeeded, a code can be entered. */
async function afterProblem(detail) {
    const shown = Object.keys(SECTIONS).find((step) => !byId(SECTIONS[step]).hidden);
    try {
        const now = await call("GET", "/api/sign-in");
        const moveOn = detail.type === "urn:sign-in:may-be-sent" || now.step === SIGNED_IN || now.step === NUMBER;
        show(now, moveOn ? now.step : shown);
        if (moveOn && now.step !== shown) {
            focusOn(now.step);
        }
    } catch {
        // Whatever is the matter, the person is told once, below.
    }
    showProblem(detail);
}

async function send(button, request) {
    await doing(button, async () => {
        show(await call("POST", "/api/sign-in/code", request));
        byId("code").value = "";
        focusOn(CODE);
        announce(request.channel === "CALL" ? "We are calling you with the code." : "A code was sent to you.");
    });
}

byId("number-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    send(form.querySelector("button"), { number: byId("number").value, channel: form.elements.channel.value });
});

byId("code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    doing(event.target.querySelector("button"), async () => {
        show(await call("POST", "/api/sign-in/verification", { code: byId("code").value }));
        focusOn(SIGNED_IN);
        announce("You are signed in.");
    });
});

byId("resend-sms").addEventListener("click", (event) => send(event.currentTarget, { channel: "SMS" }));
byId("resend-call").addEventListener("click", (event) => send(event.currentTarget, { channel: "CALL" }));

byId("other-number").addEventListener("click", () => {
    clearProblem();
    waitUntil = 0;
    show(state, NUMBER);
    focusOn(NUMBER);
});

byId("sign-out").addEventListener("click", (event) =>
    doing(event.currentTarget, async () => {
        await call("DELETE", "/api/sign-in");
        byId("number").value = "";
        show(await call("GET", "/api/sign-in"));
        focusOn(NUMBER);
        announce("You are signed out.");
    }),
);

/* Begin, or go on where this browser was. */
try {
    show(await call("GET", "/api/sign-in"));
    focusOn(state.step);
} catch (problem) {
    showProblem(problem.detail ?? { title: "Something went wrong", detail: "Reload the page." });
}
setInterval(tick, 500);
