const byId = (id) => document.getElementById(id);
const NUMBER = "NUMBER";
const CODE = "CODE";
const SIGNED_IN = "SIGNED_IN";
const LOCKED = "urn:sign-in:locked";
const SECTIONS = { [NUMBER]: "step-number", [CODE]: "step-code", [SIGNED_IN]: "step-signed-in" };

/* After this long a person is told that the page is not stuck. */
const SLOW = 3000;

/* What the server said last; everything shown follows from it. Times are the page's own: nobody can set them. */
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
    let response;
    try {
        response = await fetch(path, {
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
    const content = response.status === 204 ? null : await response.json().catch(() => null);
    if (!response.ok) {
        throw new Problem(content ?? { type: "unreadable", title: "Something went wrong", detail: "Please try again later." });
    }
    return content;
}

/* Showing */

function show(news, step = news.step) {
    state = news;
    resendAt = performance.now() + news.resendInSeconds * 1000;
    for (const [name, id] of Object.entries(SECTIONS)) {
        byId(id).hidden = name !== step;
    }
    byId("card").dataset.step = step;
    byId(SECTIONS[step]).querySelector(".slot").append(byId("notice"));
    byId("back-to-code").hidden = news.step !== CODE;
    byId("number-hint").textContent = numberHint(news.region);
    lockedUntil = news.lockout ? performance.now() + news.lockout.retryAfterSeconds * 1000 : 0;
    document.title = (step === SIGNED_IN ? "Signed in" : step === CODE ? "Enter your code" : "Sign in") + " – Night Owl Books";
    if (step === CODE) {
        byId("sent").replaceChildren(news.channel === "CALL" ? "Expect a call to " : "Look for a text message to ", strong(news.number), ".");
    }
    if (step === SIGNED_IN) {
        byId("account").textContent = news.number;
        rememberTyped("");
    }
    showInbox(news.inbox);
    if (step === CODE && news.lockout) {
        showProblem(news.lockout);
    } else if (byId("problem").dataset.type === LOCKED) {
        clearProblem();
    }
    tick();
}

function numberHint(region) {
    const example = "like +1 919 555 1234";
    if (!region) {
        return "With the country code, " + example;
    }
    const name = new Intl.DisplayNames(["en"], { type: "region" }).of(region);
    return `Of ${name}; of elsewhere with the country code, ${example}`;
}

/* What was typed in, as it was, for whoever has to correct it: in this tab only, until the sign-in is done. */
function rememberTyped(number) {
    byId("number").value = number;
    try {
        sessionStorage.setItem("number", number);
    } catch {
        // A browser that stores nothing keeps it until the page is reloaded.
    }
}

function rememberedNumber() {
    try {
        return sessionStorage.getItem("number") ?? "";
    } catch {
        return "";
    }
}

function strong(text) {
    const made = document.createElement("strong");
    made.textContent = text;
    return made;
}

function shownStep() {
    return Object.keys(SECTIONS).find((step) => !byId(SECTIONS[step]).hidden);
}

function focusOn(step) {
    const target = { [NUMBER]: "number", [CODE]: "code", [SIGNED_IN]: "signed-in-title" }[step];
    byId(target).focus();
    if (step === NUMBER) {
        byId(target).setSelectionRange(byId(target).value.length, byId(target).value.length);
    }
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
    waitUntil = 0;
    byId("problem-box").hidden = true;
    delete byId("problem").dataset.type;
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
    waitUntil = detail.retryAfterSeconds ? performance.now() + detail.retryAfterSeconds * 1000 : 0;
    if (detail.type === LOCKED) {
        lockedUntil = waitUntil;
        byId("code").setAttribute("aria-invalid", "true");
    }
    tick();
}

/* Time */

function secondsTo(time) {
    return Math.max(0, Math.ceil((time - performance.now()) / 1000));
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
        clearProblem();
        announce("You can try again now.");
    } else {
        byId("wait").textContent = wait > 0 ? `Try again in ${clock(wait)}` : "";
    }
    const cooldown = secondsTo(resendAt);
    byId("cooldown").textContent = cooldown > 0 ? `Another code in ${clock(cooldown)}` : "No code yet? Get another one.";
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
    const slow = setTimeout(() => (byId("progress").textContent = button.dataset.slow), SLOW);
    try {
        await work();
    } catch (problem) {
        if (!(problem instanceof Problem)) {
            throw problem;
        }
        await afterProblem(problem.detail);
    } finally {
        clearTimeout(slow);
        byId("progress").textContent = "";
        busy = false;
        button.textContent = label;
        button.removeAttribute("aria-busy");
    }
}

/* The server knows how far this sign-in has come: after a send that may have succeeded, a code can be entered. */
async function afterProblem(detail) {
    const shown = shownStep();
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
    rememberTyped(byId("number").value);
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
    show(state, NUMBER);
    focusOn(NUMBER);
});

byId("back-to-code").addEventListener("click", () => {
    clearProblem();
    show(state, CODE);
    focusOn(CODE);
});

byId("sign-out").addEventListener("click", (event) =>
    doing(event.currentTarget, async () => {
        await call("DELETE", "/api/sign-in");
        rememberTyped("");
        show(await call("GET", "/api/sign-in"));
        focusOn(NUMBER);
        announce("You are signed out.");
    }),
);

/* A machine that slept has not counted: ask for what is left of a wait. */
document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible" || busy || Math.max(secondsTo(resendAt), secondsTo(lockedUntil)) === 0) {
        return;
    }
    const news = await call("GET", "/api/sign-in").catch(() => null);
    if (news && !busy) {
        show(news, shownStep());
    }
});

/* Begin, or go on where this browser was. */
try {
    byId("loading").append(byId("notice"));
    byId("number").value = rememberedNumber();
    show(await call("GET", "/api/sign-in"));
    focusOn(state.step);
} catch (problem) {
    showProblem(problem.detail ?? { title: "Something went wrong", detail: "Reload the page." });
}
setInterval(tick, 500);
