import { find } from './dom.js';

/** Files that are dropped anywhere, pasted, or chosen; those that come by way of the truth's own field or card are a truth. */
export function bindIntake(take, takeTruth) {
  const zone = find('drop');
  let depth = 0;

  bindField(find('files'), take);
  bindField(find('truth-file'), ([truth]) => takeTruth(truth));
  addEventListener('paste', event => {
    const files = [...event.clipboardData?.files ?? []];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
  addEventListener('dragenter', () => mark(depth += 1));
  addEventListener('dragleave', () => mark(depth -= 1));
  addEventListener('dragover', event => event.preventDefault());
  addEventListener('drop', event => {
    event.preventDefault();
    mark(depth = 0);
    const files = [...event.dataTransfer.files];
    if (files.length === 1 && find('truth').contains(event.target)) takeTruth(files[0]);
    else if (files.length > 0) take(files);
  });

  function mark(inside) {
    zone.classList.toggle('over', inside > 0);
  }
}

function bindField(field, use) {
  field.addEventListener('change', () => {
    const files = [...field.files];
    field.value = '';
    if (files.length > 0) use(files);
  });
}
