import { element, find, readable } from './dom.js';

const firstRows = 200;

const columns = [
  { name: 'Id', of: nucleus => nucleus.id },
  { name: 'Area', unit: 'px', of: nucleus => nucleus.area },
  { name: 'Diameter', unit: 'px', of: nucleus => nucleus.diameter },
  { name: 'x', of: nucleus => nucleus.centroid[0] },
  { name: 'y', of: nucleus => nucleus.centroid[1] },
  { name: 'Score', of: nucleus => nucleus.score, text: nucleus => nucleus.score.toFixed(2) },
];

/** The nuclei as rows; a heading sorts, a row's button selects. */
export class Table {
  onSelect = () => {};
  #nuclei = [];
  #sort = { column: 0, ascending: true };
  #rows = new Map();
  #all = false;

  constructor() {
    find('all-rows').addEventListener('click', () => { this.#all = true; this.#fill(); });
    find('table').append(element('thead', {}, element('tr', {}, ...columns.map((column, i) => this.#heading(column, i)))), element('tbody'));
    find('table').tBodies[0].addEventListener('click', event => {
      const row = event.target.closest('tr');
      if (row) this.onSelect(this.#nuclei.find(nucleus => nucleus.id === Number(row.dataset.id)));
    });
  }

  setNuclei(nuclei) {
    this.#nuclei = nuclei;
    this.#all = false;
    this.#fill();
  }

  mark(nucleus) {
    for (const row of find('table').querySelectorAll('tr[aria-current]')) row.removeAttribute('aria-current');
    const row = nucleus && this.#rows.get(nucleus.id);
    row?.setAttribute('aria-current', 'true');
    if (row) scrollTo(row);
  }

  #heading(column, index) {
    const button = element('button', { type: 'button' }, column.name, element('span', { className: 'unit', textContent: column.unit ? ` ${column.unit}` : '' }));
    button.addEventListener('click', () => {
      this.#sort = { column: index, ascending: this.#sort.column === index ? !this.#sort.ascending : index === 0 };
      this.#fill();
    });
    return element('th', { scope: 'col' }, button);
  }

  #fill() {
    const { column, ascending } = this.#sort;
    const sorted = this.#nuclei.toSorted((a, b) => (columns[column].of(a) - columns[column].of(b)) * (ascending ? 1 : -1) || a.id - b.id);
    const shown = this.#all ? sorted : sorted.slice(0, firstRows);
    this.#rows = new Map(shown.map(nucleus => [nucleus.id, row(nucleus)]));
    find('table').tBodies[0].replaceChildren(...this.#rows.values());
    [...find('table').tHead.rows[0].cells].forEach((cell, i) =>
      cell.setAttribute('aria-sort', i !== column ? 'none' : ascending ? 'ascending' : 'descending'));
    find('all-rows').hidden = shown.length === sorted.length;
    find('all-rows').textContent = `Show all ${readable(sorted.length)} rows`;
  }
}

function row(nucleus) {
  const [id, ...rest] = columns.map(column => column.text?.(nucleus) ?? readable(column.of(nucleus)));
  return element('tr', { 'data-id': nucleus.id },
    element('th', { scope: 'row' }, element('button', { type: 'button', textContent: id, 'aria-label': `Nucleus ${id}: show in the image` })),
    ...rest.map(textContent => element('td', { textContent })));
}

/** Scrolls the table's own box only: the page stays where it is. */
function scrollTo(row) {
  const box = row.closest('.scroll');
  const head = row.closest('table').tHead.offsetHeight;
  if (row.offsetTop - head < box.scrollTop || row.offsetTop + row.offsetHeight > box.scrollTop + box.clientHeight)
    box.scrollTop = row.offsetTop - box.clientHeight / 2;
}
