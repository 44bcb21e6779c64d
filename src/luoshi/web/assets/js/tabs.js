// Tabs that do not fit beside each other are rolled so that the one that is open shows.
for (const open of document.querySelectorAll('.tabs [aria-current="page"]')) {
  const bar = open.closest(".tabs");
  const [tab, room] = [open.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += tab.left + tab.width / 2 - (room.left + room.width / 2);
}
