// The shapes: the ring of a room in its states, and what stands on the desk.

const open = '<circle cx="100" cy="100" r="66"/>';

export const rings = {
  clear: open,
  soon: `<g opacity=".28">${open}</g>` +
    '<circle cx="100" cy="100" r="66" stroke-dasharray="290 415" transform="rotate(-90 100 100)"/>',
  occupied: '<circle cx="100" cy="100" r="76" stroke="none"/>',
  paused: '<circle cx="100" cy="100" r="76" stroke="none"/>' +
    '<g class="bars"><rect x="76" y="66" width="16" height="68" rx="4"/>' +
    '<rect x="108" y="66" width="16" height="68" rx="4"/></g>',
  unknown: '<circle cx="100" cy="100" r="66" stroke-dasharray="26 15.5" stroke-width="12"/>',
  dark: '<circle cx="100" cy="100" r="66" stroke-dasharray="26 15.5" stroke-width="12" opacity=".5"/>',
};

export const icons = {
  somebody: '<g fill="currentColor" stroke="none"><circle cx="12" cy="7" r="4.5"/>' +
    '<path d="M3.500 22a8.500 8.500 0 0 1 17 0z"/></g>',
  nobody: '<circle cx="12" cy="7" r="4"/><path d="M4 21a8 8 0 0 1 16 0z"/>',
  camera: '<rect x="3" y="6" width="12" height="12" rx="2"/><path d="M15 10l6-3v10l-6-3z"/>',
  headset: '<path d="M4 15v-3a8 8 0 0 1 16 0v3M4 14h3v6H5a1 1 0 0 1-1-1zM20 14h-3v6h2a1 1 0 0 0 ' +
    '1-1zM19 20c0 1.500-2 2-5 2"/>',
  buttons: '<circle cx="6" cy="12" r="3"/><circle cx="18" cy="12" r="3"/><path d="M12 9v6"/>',
  board: '<rect x="5" y="5" width="14" height="14" rx="2"/><path d="M9 2v3M15 2v3M9 19v3M15 19v3' +
    'M2 9h3M2 15h3M19 9h3M19 15h3M9 9h6v6H9z"/>',
};
