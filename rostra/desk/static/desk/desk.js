/* Small comforts: clocks that tick, buttons that say what they will do, screens that follow a release. All works without. */
(() => {
  const two = (n) => String(n).padStart(2, '0');

  const tick = () => {
    const now = Date.now();
    document.querySelectorAll('[data-countdown]').forEach((el) => {
      const seconds = Math.round((Date.parse(el.dataset.countdown) - now) / 1000);
      const left = Math.abs(seconds);
      if (left >= 86400) return;
      el.dir = 'ltr';
      el.textContent = `${seconds > 0 ? '−' : '+'}${two(Math.floor(left / 3600))}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    });
  };

  /* A zone that the browser does not know has no today: then the date is always said. */
  const todayIn = (zone) => {
    try { return new Date().toLocaleDateString('sv', { timeZone: zone || 'UTC' }); } catch { return ''; }
  };

  /* Only what is in the way of the languages that are ticked is shown; whether anything is. */
  const isBlocked = (part, ticked) => {
    if (!part) return false;
    part.querySelectorAll('[data-while]').forEach((el) => {
      const on = el.dataset.while;
      el.hidden = on !== '' && (on === 'ticked') !== ticked.includes(el.dataset.language);
    });
    const blocked = part.querySelector('[data-while]:not([hidden])') !== null;
    const head = part.querySelector('[data-some]');
    head.textContent = blocked ? head.dataset.some : head.dataset.none;
    return blocked;
  };

  /* A button that says how many languages go out, and when; it stays in reach of the keyboard while it does nothing. */
  const say = (form) => {
    const button = form.querySelector('[data-says]');
    const at = form.querySelector('[data-at]');
    const timed = form.querySelector('[name=when][value=at]')?.checked;
    if (at) at.hidden = !timed;
    if (!button || !form.dataset.phrases) return;
    const phrases = JSON.parse(form.dataset.phrases);
    const ticked = [...form.querySelectorAll('[name=languages]:checked')].map((box) => box.value);
    const blocked = isBlocked(document.getElementById(button.getAttribute('aria-describedby')), ticked);
    const words = blocked ? phrases.blocked : (timed && phrases.at ? phrases.at : phrases.now)[ticked.length] || '';
    const time = form.querySelector('[name=time]')?.value || '…';
    const day = form.querySelector('[name=date]')?.value || '';
    const zone = form.querySelector('[name=zone]')?.value || '';
    button.textContent = words.replace('{time}', `\u2068${day === todayIn(zone) ? '' : `${day} `}${time} ${zone}\u2069`);
    button.setAttribute('aria-disabled', blocked || ticked.length === 0);
  };

  /* Ticks in a table: all at once, and how many. */
  const count = (form) => {
    const boxes = [...form.querySelectorAll('tbody input[type=checkbox]')];
    const ticked = boxes.filter((box) => box.checked).length;
    const told = form.querySelector('[data-tick-count]');
    const all = form.querySelector('[data-tick-all]');
    if (told) told.textContent = ticked ? `${told.dataset.some} ${ticked}` : told.dataset.none;
    if (all) { all.checked = ticked > 0 && ticked === boxes.length; all.indeterminate = ticked > 0 && ticked < boxes.length; }
  };

  /* Deeds come and go with what can be done; one that stays keeps what is typed in it. */
  const settle = (part, next) => {
    const names = (deeds) => [...deeds.children].map((deed) => deed.id).join();
    if (!part || !next || names(part) === names(next)) return;
    const at = document.activeElement;
    part.replaceChildren(...[...next.children].map((deed) => document.getElementById(deed.id) || deed));
    part.querySelectorAll('form[data-release]').forEach(say);
    const head = part.closest('section')?.querySelector('h2');
    if (!at.isConnected && head) head.tabIndex = -1;
    (at.isConnected ? at : head)?.focus();
  };

  /* Whether somebody is in the middle of something that a page shown anew would lose. */
  let typed = false;
  const isBusy = () => typed || document.querySelector('.desk details[open]') || document.activeElement?.closest('.desk form');

  /* What lives on the server is fetched again while somebody looks, unless they are in the middle of it. */
  const follow = async () => {
    const parts = [...document.querySelectorAll('[data-live][id]')];
    if (document.hidden || !parts.length || parts.some((part) => part.contains(document.activeElement))) return;
    try {
      const answer = await fetch(window.location.href, { headers: { 'X-Requested-With': 'follow' } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      /* Once nothing is on its way any more, all of the page says and offers something else. */
      if (!fresh.querySelector('[data-live]') && !isBusy()) { window.location.replace(window.location.pathname + window.location.search); return; }
      parts.forEach((part) => {
        const next = fresh.getElementById(part.id);
        if (next && !part.contains(document.activeElement)) part.replaceChildren(...next.childNodes);
      });
      settle(document.getElementById('deeds'), fresh.getElementById('deeds'));
      tick();
    } catch { /* The next round may reach it. */ }
  };

  document.addEventListener('DOMContentLoaded', () => {
    tick();
    window.setInterval(tick, 1000);
    /* Heard on the page, because such a form may come while the page is open. */
    document.querySelectorAll('form[data-release]').forEach(say);
    document.addEventListener('input', ({ target }) => {
      typed = true;
      if (target.form?.matches('[data-release]')) say(target.form);
    });
    document.addEventListener('submit', (event) => { if (event.submitter?.getAttribute('aria-disabled') === 'true') event.preventDefault(); });
    document.querySelectorAll('form[data-ticks]').forEach((form) => {
      count(form);
      form.addEventListener('change', (event) => {
        if (event.target.matches('[data-tick-all]')) {
          form.querySelectorAll('tbody input[type=checkbox]').forEach((box) => { box.checked = event.target.checked; });
        }
        count(form);
      });
    });
    document.querySelector('.desk form [aria-invalid=true]')?.focus();
    /* Wagtail's field for tags draws an input that has no name. */
    document.querySelectorAll('.tagit-new input').forEach((input) => {
      const label = input.closest('[data-field-wrapper], .w-field__wrapper')?.querySelector('label');
      if (label) input.setAttribute('aria-label', label.textContent.trim());
    });
    if (document.querySelector('[data-live]')) window.setInterval(follow, 5000);
  });
})();
