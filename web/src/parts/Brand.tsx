/** The mark, a figure in a squat, and the name. */
export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#0a0f1c" />
        <g fill="none" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">
          <path d="m17 10-4 9" stroke="#f2f5fa" />
          <path d="m17 10 8 3" stroke="#35b8ff" />
          <path d="m13 19 9 .5-2 8" stroke="#ffa62b" />
        </g>
        <circle cx="18.5" cy="6" r="2.4" fill="#fff" />
      </svg>
      <span class="name">Formtrace</span>
    </span>
  );
}
