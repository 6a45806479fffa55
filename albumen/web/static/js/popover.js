// Small panels beside what they belong to: one at a time, closed by Esc and by a click elsewhere (the browser's popovers do that).

const EDGE_PX = 12;

/** Show a panel below its anchor, or above where there is more room; gone when closed. The anchor says that it is open. */
export function openPanel(anchor, panel) {
  panel.popover = "auto";
  document.body.append(panel);
  anchor.setAttribute("aria-expanded", "true");
  panel.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    panel.remove();
  });
  panel.showPopover();
  place(anchor.getBoundingClientRect(), panel);
}

function place(around, panel) {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const { clientWidth: pageWidth } = document.body; // without the scroll bar
  const fitsBelow = around.bottom + 6 + height <= innerHeight - EDGE_PX;
  const top = fitsBelow ? around.bottom + 6 : Math.max(around.top - 6 - height, EDGE_PX);
  panel.style.top = `${Math.min(top, innerHeight - height - EDGE_PX)}px`;
  panel.style.left = `${Math.max(Math.min(around.left, pageWidth - width - EDGE_PX), EDGE_PX)}px`;
}
