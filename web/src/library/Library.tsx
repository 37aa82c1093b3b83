/** The views about more than one analysis. */

import { useMemo } from "preact/hooks";
import type { Session } from "../api/types";
import type { LibraryView } from "../flow";
import type { Go } from "../parts/Sections";
import { Analyses } from "./Analyses";
import { LibraryClient } from "./client";
import { Comparison } from "./Comparison";
import { Trends } from "./Trends";

export interface LibraryProps {
  view: LibraryView;
  session: Session;
  go: Go;
}

export function Library({ view, go }: LibraryProps) {
  const client = useMemo(() => new LibraryClient(location), []);
  switch (view.name) {
    case "analyses":
      return <Analyses client={client} go={go} />;
    case "trends":
      return <Trends client={client} go={go} />;
    case "comparison":
      return <Comparison client={client} jobs={view.jobs} go={go} />;
  }
}
