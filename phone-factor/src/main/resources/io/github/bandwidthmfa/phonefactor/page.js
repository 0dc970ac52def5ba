// The page works without this file, which counts down and keeps a double click from asking twice.
'use strict';

for (const form of document.forms) {
    let sent = false;
    form.addEventListener('submit', event => {
        if (sent || event.submitter?.getAttribute('aria-disabled') === 'true') {
            event.preventDefault();
            return;
        }
        sent = true;
        event.submitter?.setAttribute('aria-disabled', 'true');
    });
    // A page that the browser takes from its memory can be used again.
    addEventListener('pageshow', event => {
        if (event.persisted) {
            location.reload();
        }
    });
}

for (const countdown of document.querySelectorAll('[data-countdown]')) {
    const buttons = countdown.dataset.enables ? document.querySelectorAll('[data-resend]') : [];
    const before = countdown.textContent.match(/^(.*?)(?=\d)/)?.[1] ?? '';
    const end = Date.now() + countdown.dataset.countdown * 1000;
    buttons.forEach(button => button.setAttribute('aria-disabled', 'true'));
    const show = () => {
        const rest = Math.ceil((end - Date.now()) / 1000);
        if (rest <= 0) {
            countdown.textContent = countdown.dataset.enables ? 'Get another one.' : 'You can try again now.';
            buttons.forEach(button => button.removeAttribute('aria-disabled'));
            return;
        }
        countdown.textContent = before + (rest < 120
            ? `${rest} ${rest === 1 ? 'second' : 'seconds'}.`
            : `${Math.ceil(rest / 60)} minutes.`);
        setTimeout(show, 500);
    };
    show();
}
