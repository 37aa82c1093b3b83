/** Small line drawings, 24 by 24. */

const SHAPES = {
  play: <path d="M8 5.5v13l10.5-6.5z" fill="currentColor" stroke="none" />,
  pause: <path d="M8 5.5v13M16 5.5v13" stroke-width="3" />,
  back: <path d="M14.5 6.5 9 12l5.5 5.5M6 6.5v11" />,
  forward: <path d="M9.5 6.5 15 12l-5.5 5.5M18 6.5v11" />,
  skeleton: (
    <>
      <circle cx="12" cy="4.8" r="1.8" />
      <path d="M12 6.6v7M6.5 9.5 12 8.4l5.5 1.1M12 13.6l-3.5 6.2M12 13.6l3.5 6.2" />
    </>
  ),
  angles: <path d="M5 19 16 5M5 19h14.5M10.2 12.4A8.6 8.6 0 0 1 13.8 19" />,
  sound: (
    <path d="M4.5 9.5v5h3.3l4.2 3.7V5.8L7.8 9.5zM15.3 9a4.2 4.2 0 0 1 0 6M17.8 6.5a7.8 7.8 0 0 1 0 11" />
  ),
  full: <path d="M5 9V5h4M15 5h4v4M19 15v4h-4M9 19H5v-4" />,
  upload: <path d="M12 15.5V5M7.5 9.2 12 4.8l4.5 4.4M5 15.5v3.2h14v-3.2" />,
  download: <path d="M12 4.8v10.4M7.5 11 12 15.4l4.5-4.4M5 19.2h14" />,
  loop: (
    <path d="M16.5 4 19 6.5 16.5 9M19 6.5H8.5A3.5 3.5 0 0 0 5 10v1.5M7.5 20 5 17.5 7.5 15M5 17.5h10.5A3.5 3.5 0 0 0 19 14v-1.5" />
  ),
  close: <path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />,
  person: (
    <>
      <circle cx="12" cy="8" r="3.2" />
      <path d="M5.5 19.5c.6-3.6 3.1-5.6 6.5-5.6s5.9 2 6.5 5.6" />
    </>
  ),
  detect: (
    <>
      <path d="M4.5 8.5v-4h4M15.5 4.5h4v4M19.5 15.5v4h-4M8.5 19.5h-4v-4" />
      <circle cx="12" cy="8.2" r="1.7" />
      <path d="M12 9.9v4M8.6 11.4l3.4-.8 3.4.8M12 13.9l-2 3.3M12 13.9l2 3.3" />
    </>
  ),
  more: <path d="m7 9.5 5 5 5-5" />,
} as const;

export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {SHAPES[name]}
    </svg>
  );
}
