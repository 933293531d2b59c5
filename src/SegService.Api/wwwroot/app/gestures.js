/** Mouse, touch and keys on the stage, as movements of the viewer's viewport. */
export function bindGestures(stage, viewer) {
  const { viewport } = viewer;
  const pointers = new Map();
  let moved = 0;

  stage.addEventListener('pointerdown', event => {
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, position(event));
    moved = 0;
  });

  stage.addEventListener('pointermove', event => {
    const [x, y] = position(event);
    const before = pointers.get(event.pointerId);
    if (!before) return viewer.hover(x, y);
    const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    pointers.set(event.pointerId, [x, y]);
    if (others.length === 1) pinch(others[0], before, [x, y]);
    else if (others.length === 0) viewport.pan(x - before[0], y - before[1]);
    moved += Math.hypot(x - before[0], y - before[1]);
    viewer.draw();
  });

  stage.addEventListener('pointerup', event => {
    if (pointers.size === 1 && moved < 4) viewer.select(...position(event));
    pointers.delete(event.pointerId);
  });
  stage.addEventListener('pointercancel', event => pointers.delete(event.pointerId));
  stage.addEventListener('pointerleave', () => viewer.hover(-1e6, -1e6));
  stage.addEventListener('dblclick', event => { viewport.zoomTo(viewport.scale * 2, ...position(event)); viewer.draw(); });

  stage.addEventListener('wheel', event => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    viewport.zoomTo(viewport.scale * Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), ...position(event));
    viewer.draw();
  }, { passive: false });

  stage.addEventListener('keydown', event => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
    viewer.draw();
  });

  const keys = {
    ArrowLeft: () => viewport.pan(60, 0),
    ArrowRight: () => viewport.pan(-60, 0),
    ArrowUp: () => viewport.pan(0, 60),
    ArrowDown: () => viewport.pan(0, -60),
    '+': () => viewport.zoomTo(viewport.scale * 1.5),
    '=': () => viewport.zoomTo(viewport.scale * 1.5),
    '-': () => viewport.zoomTo(viewport.scale / 1.5),
    0: () => viewport.fit(),
    1: () => viewport.zoomTo(1),
    n: () => viewer.step(1),
    p: () => viewer.step(-1),
    Escape: () => viewer.onSelect(null),
  };

  function pinch(still, before, now) {
    const factor = distance(still, now) / Math.max(1, distance(still, before));
    viewport.zoomTo(viewport.scale * factor, (still[0] + now[0]) / 2, (still[1] + now[1]) / 2);
    viewport.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
  }

  function position(event) {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left - stage.clientLeft, event.clientY - box.top - stage.clientTop];
  }
}

const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
