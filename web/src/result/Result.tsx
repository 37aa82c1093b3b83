/** The result of a video: the picture on one side, what was found on the other. */

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Effort, Frames, Session } from "../api/types";
import type { Finished, Recount } from "../flow";
import { jointsOf } from "../model/angles";
import { captionsOf } from "../model/captions";
import { effortsOf } from "../model/efforts";
import { namerOf } from "../model/sets";
import { Playhead } from "../stage/playhead";
import type { Player } from "../stage/player";
import type { Source } from "../stage/source";
import { Stage } from "../stage/Stage";
import { number, text, words } from "../texts";
import { Angles } from "./Angles";
import { Charts } from "./Charts";
import { Downloads, type UrlOf } from "./Downloads";
import type { Compare as CompareView } from "./Compare";
import { Efforts } from "./Efforts";
import { Headline } from "./Headline";
import { useKeys } from "./keys";
import { useLoop } from "./loop";
import { AdviceList, JumpList, NotCounted, Suggestions, Warnings } from "./Lists";
import { sizeOf } from "./size";
import { Tally } from "./Tally";
import { Timeline } from "./Timeline";
import { WorkoutLog } from "./WorkoutLog";

interface Props {
  finished: Finished;
  frames: Frames;
  session: Session;
  urlOf: UrlOf;
  onMessages: () => void;
  onReach: (t_s: number) => void;
  onEnded: () => void;
  /** Count another exercise or another person, unless the page only shows a result. */
  onRecount: ((changes: Recount) => void) | null;
  /** What else can be done with the result. */
  tools: ComponentChildren;
  onAgain: (() => void) | null;
}

export function VideoResult(props: Props) {
  const { finished, frames, session, urlOf } = props;
  const { result, job } = finished;
  const playhead = useMemo(() => new Playhead(), [finished]);
  const player = useRef<Player | null>(null);
  const efforts: Effort[] = useMemo(() => effortsOf(result), [result]);
  const joints = useMemo(
    () => jointsOf(frames, session.exercise?.joints).filter((joint) => joint.range_deg > 0),
    [frames],
  );
  const [chosen, setChosen] = useState(() => joints.slice(0, 1).map((joint) => joint.name));
  const sources = useSources(props);
  const nameOf = (exercise: string | null): string =>
    exercise === null ? "" : (finished.names[exercise] ?? words(exercise));
  const titleOf = namerOf(result, nameOf, (kind, index) => text(`${kind}.name`, { index: number(index) }));
  const captions = useMemo(() => {
    return captionsOf(result, efforts, frames.t_s[0] ?? 0, titleOf);
  }, [result, efforts]);
  const drawnAngles = useMemo(
    () => chosen.flatMap((name) => [`left_${name}`, `right_${name}`, name]),
    [chosen],
  );
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches && session.page.pace === "now";

  useEffect(() => playhead.follow((t_s, row) => row >= 0 && props.onReach(t_s)), [playhead]);
  const { loop, seek } = useLoop(player, playhead, efforts);
  const hasOthers = props.onRecount !== null && (result.subject?.people ?? 1) > 1;
  const pick = (x: number, y: number): void =>
    props.onRecount?.({ subject: [x, y], subject_s: Math.max(0, playhead.t_s) });
  const [Compare, setCompare] = useState<{ View: typeof CompareView } | null>(null);
  const compare = (): void => void import("./Compare").then(({ Compare: View }) => setCompare({ View }));
  useKeys(player, playhead, efforts);

  return (
    <div class="result">
      <div class="watch">
        <Stage
          sources={sources}
          frames={frames}
          playhead={playhead}
          skeleton={session.skeleton}
          fit={session.page.object_fit}
          size={sizeOf(session.page)}
          postures={session.page.posture_box ? (result.posture ?? []) : []}
          angles={drawnAngles}
          autoplay={!calm}
          captions={captions}
          loop={loop}
          onPick={hasOthers ? pick : null}
          onPlayer={(made) => (player.current = made)}
          onEnded={props.onEnded}
        >
          <Tally result={result} frames={frames} efforts={efforts} nameOf={nameOf} playhead={playhead} />
        </Stage>
        <Timeline
          frames={frames}
          efforts={efforts}
          rejected={result.rejected}
          playhead={playhead}
          signalLabel={session.exercise?.signal_label ?? null}
          onSeek={seek}
        />
        <Charts {...{ result, frames, efforts, playhead, nameOf, titleOf }} onSeek={seek} />
      </div>
      {Compare !== null && (
        <Compare.View
          efforts={efforts}
          titleOf={titleOf}
          frames={frames}
          url={sources.find(({ kind }) => kind === "original")?.url ?? null}
          style={session.skeleton.style}
          onClose={() => setCompare(null)}
        />
      )}
      <div class="findings">
        <Suggestions
          result={result}
          nameOf={nameOf}
          onChoose={props.onRecount && ((exercise) => props.onRecount?.({ exercise }))}
        />
        <Headline
          result={result}
          efforts={efforts}
          exerciseName={finished.exerciseName}
          wanted={session.exercise?.view ?? "either"}
          titleOf={titleOf}
          urlOf={urlOf}
          onSeek={seek}
          onCompare={efforts.length > 1 ? compare : null}
        />
        <WorkoutLog result={result} nameOf={nameOf} playhead={playhead} onSeek={seek} />
        <AdviceList result={result} titleOf={titleOf} onSeek={seek} />
        {result.jumps ? (
          <JumpList jumps={result.jumps} onSeek={seek} />
        ) : (
          <Efforts {...{ result, efforts, playhead, nameOf }} onSeek={seek} />
        )}
        <NotCounted result={result} onSeek={seek} />
        <Angles
          frames={frames}
          joints={joints}
          chosen={chosen}
          onChoose={setChosen}
          playhead={playhead}
          onSeek={seek}
        />
        <Warnings result={result} />
        <Downloads job={job} result={result} urlOf={urlOf} onMessages={props.onMessages} />
        {props.tools}
        <footer class="foot">
          {props.onAgain !== null && <button onClick={props.onAgain}>{text("again.new")}</button>}
          <p class="small keys">{text("control.keys")}</p>
        </footer>
      </div>
    </div>
  );
}

/** The original, as a local file or from the server, and the exported video. */
function useSources({ finished, urlOf }: Props): Source[] {
  const { job, file } = finished;
  const local = useMemo(() => (file === null ? null : URL.createObjectURL(file)), [file]);
  useEffect(() => () => void (local !== null && URL.revokeObjectURL(local)), [local]);
  return useMemo(() => {
    // The address of the API gives a fresh link each time; that in the record works for an hour.
    const original = local ?? (job.media_url === null ? null : urlOf("source"));
    const sources: Source[] = original === null ? [] : [{ kind: "original", url: original }];
    if (job.files["overlay"] !== undefined) sources.push({ kind: "exported", url: urlOf("overlay") });
    return sources;
  }, [local, job]);
}
