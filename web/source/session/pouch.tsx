import "./pouch.css";

/** The pouch of the name: sealed, with documents on their way into it. Decoration. */
export const Pouch = () => (
  <svg class="pouch" viewBox="0 0 240 180" aria-hidden="true" focusable="false">
    <path class="pouch-way" d="M14 40c40-26 70-26 96 8M20 66c30-14 56-12 80 8" />
    <g class="pouch-paper">
      <path d="M92 20h44l16 16v60H92z" />
      <path class="pouch-line" d="M136 20v16h16M104 50h32M104 62h24" />
    </g>
    <path class="pouch-back" d="M58 74h132l-10-14H68z" />
    <path class="pouch-body" d="M50 74h148l8 78a14 14 0 0 1-14 14H56a14 14 0 0 1-14-14z" />
    <path class="pouch-flap" d="M50 74h148l-64 44a18 18 0 0 1-20 0z" />
    <path class="pouch-stitch" d="M56 154h136" />
    <circle class="pouch-seal" cx="124" cy="116" r="17" />
    <path class="pouch-mark" d="m116 116 6 6 10-12" />
  </svg>
);
