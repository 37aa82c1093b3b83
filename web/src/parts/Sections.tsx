/** The ways to the parts of a page of its own. */

import { addressWith, START } from "../address";
import { text } from "../texts";
import { Brand } from "./Brand";

export type Go = (changes: Record<string, string | null>) => void;

const SECTIONS = {
  new: START,
  analyses: { ...START, view: "analyses" },
  trends: { ...START, view: "trends" },
} as const;

interface Props {
  current: keyof typeof SECTIONS | null;
  go: Go;
}

export function Sections({ current, go }: Props) {
  return (
    <nav class="sections" aria-label={text("sections")}>
      <Brand />
      {(Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).map((name) => (
        <Link key={name} changes={SECTIONS[name]} go={go} current={name === current}>
          {text(`sections.${name}`)}
        </Link>
      ))}
    </nav>
  );
}

interface LinkProps {
  changes: Record<string, string | null>;
  go: Go;
  current?: boolean;
  class?: string;
  children: preact.ComponentChildren;
}

/** A link within the page: a plain click loads nothing anew. */
export function Link({ changes, go, current = false, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={addressWith(changes)}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(changes);
      }}
    >
      {children}
    </a>
  );
}
