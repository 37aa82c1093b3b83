/** A view that is loaded when it is shown. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { text } from "../texts";
import { Notice } from "../views/Notice";

interface Props<P> {
  load: () => Promise<ComponentType<P>>;
  props: P;
}

export function Later<P extends object>({ load, props }: Props<P>) {
  const [View, setView] = useState<{ view: ComponentType<P> } | null>(null);
  const [failed, setFailed] = useState(false);
  const attempt = (): void => {
    setFailed(false);
    load().then(
      (view) => setView({ view }),
      () => setFailed(true),
    );
  };
  useEffect(attempt, []);
  if (View !== null) return <View.view {...props} />;
  if (!failed) return <p class="starting">{text("starting")}</p>;
  return (
    <Notice
      title={text("failed.load")}
      sentence={text("error.network")}
      actions={[{ label: text("again.retry"), run: attempt }]}
    />
  );
}

/** Add a style sheet that stands beside the scripts; resolves when it is there. */
export function styled(name: string): Promise<void> {
  const href = new URL(name, import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`) !== null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(name));
    };
    document.head.append(link);
  });
}
