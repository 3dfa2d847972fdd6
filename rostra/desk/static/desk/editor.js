/* The editor: every input knows its language, counts are kept, and a chosen source shows at once. */
(() => {
  const target = document.querySelector('.editor-target');
  if (!target) return;
  const { contentLang: lang, contentDir: dir } = target.dataset;

  /* Draftail draws its own editing area; what it leaves out is put on it here. */
  const mark = () => {
    target.querySelectorAll('.public-DraftEditor-content').forEach((el) => {
      if (el.lang !== lang) el.setAttribute('lang', lang);
      if (el.dir !== dir) el.setAttribute('dir', dir);
    });
  };

  /* What a note says of an input is tied to it. An input that is hidden stands for what is drawn in its place. */
  const inputOf = (link) => {
    const el = document.getElementById(link.hash.slice(1));
    if (!el || el.type !== 'hidden') return el;
    const drawn = [...el.closest('[data-field]').querySelectorAll('[contenteditable=true], button')];
    return drawn.find((each) => each.isContentEditable) || drawn.find((each) => each.offsetParent);
  };
  const links = [...document.querySelectorAll('[data-mistake]')];
  links.forEach((link) => link.addEventListener('click', (event) => { event.preventDefault(); inputOf(link)?.focus(); }));
  const refused = document.querySelector('[data-refused]') !== null;
  let gone = !refused;
  const point = () => {
    if (!refused) return;
    links.forEach((link) => {
      const [el, told] = [inputOf(link), link.closest('li').id];
      if (!el) return;
      const others = (el.getAttribute('aria-describedby') || '').split(' ').filter((id) => id && id !== told);
      el.setAttribute('aria-invalid', 'true');
      el.setAttribute('aria-describedby', [...others, told].join(' '));
      /* The note above may be out of sight; what describes the input for ears is hidden from them here. */
      const box = el.closest('[data-field]')?.querySelector('[data-field-errors]');
      if (!box || box.querySelector('.error-message')) return;
      const shown = Object.assign(document.createElement('p'), { className: 'error-message', textContent: link.closest('li').dataset.reason });
      shown.setAttribute('aria-hidden', 'true');
      box.append(shown);
    });
    const first = links.length && inputOf(links[0]);
    if (first && !gone) { gone = true; first.focus(); }
  };

  const segmenter = window.Intl && Intl.Segmenter ? new Intl.Segmenter(lang, { granularity: 'word' }) : null;
  const wordsIn = (text) => (segmenter ? [...segmenter.segment(text)].filter((part) => part.isWordLike).length : text.split(/\s+/).filter(Boolean).length);
  const told = target.querySelector('[data-count]');
  const count = () => {
    if (!told) return;
    const typed = [...target.querySelectorAll('form#version-form :is(input[type=text], textarea):not([type=hidden])')].map((el) => el.value);
    const drawn = [...target.querySelectorAll('.public-DraftEditor-content')].map((el) => el.innerText.trim());
    const text = [...typed, ...drawn].filter(Boolean).join('\n');
    const number = new Intl.NumberFormat(document.documentElement.lang);
    told.textContent = `${told.dataset.words} ${number.format(wordsIn(text))} · ${told.dataset.signs} ${number.format([...text.replace(/\n/g, '')].length)}`;
  };

  let waiting = 0;
  const soon = () => { window.clearTimeout(waiting); waiting = window.setTimeout(() => { mark(); point(); count(); }, 120); };
  new MutationObserver(soon).observe(target, { childList: true, subtree: true, characterData: true });
  target.addEventListener('input', soon);
  soon();

  /* A save that leads to the sign-in would lose the text. Whoever signed in anew meanwhile has another token. */
  const form = document.getElementById('version-form');
  const isSignedIn = async () => {
    const answer = await fetch(window.location.href);
    if (answer.redirected) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[name=csrfmiddlewaretoken]');
    if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
    return true;
  };

  /* Draftail hands over what was typed a quarter of a second later: a quicker save waits for it. */
  let typed = 0;
  let saving = '';
  target.addEventListener('keydown', () => { typed = Date.now(); }, true);
  if (form) form.addEventListener('submit', async (event) => {
    if (saving === 'sure') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (saving) return;
    saving = 'asking';
    const { submitter } = event;
    await new Promise((done) => { window.setTimeout(done, typed + 400 - Date.now()); });
    const may = await isSignedIn().catch(() => true);
    form.querySelector('[data-signed-out]').hidden = may;
    saving = 'sure';
    if (may) form.requestSubmit(submitter);
    saving = '';
  }, true);

  /* Wagtail takes its picture of the form only two seconds after it opened, and looks again twice a second. */
  const touched = () => Object.assign(form.dataset, { wUnsavedForceValue: 'true', wUnsavedHasEditsValue: 'true' });
  if (form) ['beforeinput', 'input', 'paste'].forEach((kind) => form.addEventListener(kind, touched, { once: true }));

  document.querySelectorAll('form[data-submits] select').forEach((select) => {
    select.addEventListener('change', () => { if (!document.querySelector('.footer--unsaved')) select.form.requestSubmit(); });
  });
  /* The tab of the language that is open stands in view, however many there are. */
  document.querySelector('.editor-tongues [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  /* On a phone the source is folded, so that the text to sign comes first. */
  if (window.matchMedia('(max-width: 60rem)').matches) document.querySelectorAll('.editor-fold').forEach((fold) => { fold.open = false; });
})();
