import { find } from './dom.js';

/** Files that are dropped anywhere, pasted, or chosen. */
export function bindIntake(open) {
  const zone = find('drop');
  const input = find('files');
  let depth = 0;

  input.addEventListener('change', () => {
    const files = [...input.files];
    input.value = '';
    if (files.length > 0) open(files);
  });
  addEventListener('paste', event => {
    const files = [...event.clipboardData?.files ?? []];
    if (files.length === 0) return;
    event.preventDefault();
    open(files);
  });
  addEventListener('dragenter', () => mark(depth += 1));
  addEventListener('dragleave', () => mark(depth -= 1));
  addEventListener('dragover', event => event.preventDefault());
  addEventListener('drop', event => {
    event.preventDefault();
    mark(depth = 0);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) open(files);
  });

  function mark(inside) {
    zone.classList.toggle('over', inside > 0);
  }
}
