import { find } from './dom.js';

const store = 'segservice-key';

/** The API key to send, or null. Kept in this tab alone, until it is closed. */
export const currentKey = () => sessionStorage.getItem(store);

/** Wires the key's field; calls back when the key changes. */
export function bindKey(changed) {
  const [panel, field] = [find('key-panel'), find('key')];
  field.value = currentKey() ?? '';
  show();
  find('key-form').addEventListener('submit', event => {
    event.preventDefault();
    if (field.value.trim()) sessionStorage.setItem(store, field.value.trim());
    else sessionStorage.removeItem(store);
    panel.open = false;
    show();
    changed();
  });
  panel.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    panel.open = false;
    panel.querySelector('summary').focus();
  });

  function show() {
    find('key-state').textContent = currentKey() ? ' set' : '';
  }
}

/** Opens the field, for a service that has asked for a key. */
export function askForKey() {
  find('key-panel').open = true;
  find('key').focus();
}
