/** The picture: the video with the skeleton drawn over each frame that it shows, and the controls below. */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Frames, Posture, Session } from "../api/types";
import { text } from "../texts";
import { Controls } from "./Controls";
import { fitBox } from "./fit";
import { ClockPlayer, VideoPlayer, type Player } from "./player";
import type { Playhead } from "./playhead";
import { skeletonStyleOf } from "./skeleton_style";
import { SkeletonPainter } from "./skeleton";
import type { Source } from "./source";

interface Props {
  sources: Source[];
  frames: Frames;
  playhead: Playhead;
  skeleton: Session["skeleton"];
  fit: string;
  size: Record<string, string>;
  postures: Posture[];
  angles: string[];
  autoplay: boolean;
  /** Captions in WebVTT for the exported video. */
  captions?: string | null;
  /** Whether one repetition plays again and again; `null` where there is none. */
  loop?: [boolean, (on: boolean) => void] | null;
  /** Called with the place, as shares of the picture, of a person to follow instead; not offered if `null`. */
  onPick?: ((x: number, y: number) => void) | null;
  onPlayer: (player: Player | null) => void;
  onEnded: () => void;
  /** What lies over the picture. */
  children?: ComponentChildren;
}

export function Stage(props: Props) {
  const { sources, frames, playhead, postures, angles } = props;
  const [chosen, setChosen] = useState(0);
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const [playing, setPlaying] = useState(false);
  const [showsSkeleton, setShowsSkeleton] = useState(props.skeleton.visible);
  const [showsAngles, setShowsAngles] = useState(false);
  const [picking, setPicking] = useState(false);
  const [player, setPlayer] = useState<Player | null>(null);
  const video = useRef<HTMLVideoElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const wantsToPlay = useRef(props.autoplay);
  const loaded = useRef<string | null>(null);
  const reloadedAt = useRef(-Infinity);

  const playable = sources.filter((source) => !broken.has(source.url));
  const source = playable.find((each) => each === sources[chosen]) ?? playable[0] ?? null;
  const burnedIn = source?.kind === "exported";

  /** Go on where the video before was. */
  const goOn = (to: Player): void => {
    if (playhead.t_s > 0) to.seek(playhead.t_s);
    if (wantsToPlay.current) to.play();
  };

  useEffect(() => {
    const onPlaying = (now: boolean): void => {
      wantsToPlay.current = now;
      setPlaying(now);
    };
    const events = { onPlaying, onEnded: props.onEnded };
    const made =
      source !== null && video.current !== null
        ? new VideoPlayer(video.current, firstOf(source, frames), frames.t_s, playhead, events)
        : new ClockPlayer(frames.t_s, playhead, events);
    setPlayer(made);
    props.onPlayer(made);
    // What is cached has its metadata before there is a player that could be told.
    if ((video.current?.readyState ?? 0) >= HTMLMediaElement.HAVE_METADATA) goOn(made);
    if (source === null) {
      made.seek(playhead.t_s);
      if (wantsToPlay.current) made.play();
    }
    return () => {
      made.dispose();
      props.onPlayer(null);
    };
  }, [source?.url]);

  const onMetadata = (): void => {
    const element = video.current;
    if (element === null || source === null) return;
    // Some browsers play the sound of what they cannot decode: no picture is as bad as an error.
    if (element.videoWidth === 0) return onError();
    loaded.current = source.url;
    if (player !== null) goOn(player);
  };
  const onError = (): void => {
    const isExpired = loaded.current === source?.url && performance.now() - reloadedAt.current > 60_000;
    if (isExpired && video.current !== null) {
      reloadedAt.current = performance.now();
      video.current.load(); // the link behind the address has expired: the address gives a new one
    } else if (source !== null) setBroken(new Set([...broken, source.url]));
  };

  const first = sources[0];
  const captions = useAddress(props.captions ?? null);
  const note =
    source === null
      ? text("stage.unplayable")
      : burnedIn && first && broken.has(first.url)
        ? text("stage.exported")
        : null;
  const drawn = useMemo(
    () => ({ skeleton: showsSkeleton && !burnedIn, angles: showsAngles && !burnedIn ? angles : [] }),
    [showsSkeleton, showsAngles, burnedIn, angles],
  );

  return (
    <section class="stage" aria-label={text("stage.label")} ref={surface}>
      <div class="screen" style={{ ...props.size, aspectRatio: `${frames.width} / ${frames.height}` }}>
        {source !== null && (
          <video
            key={source.url}
            ref={video}
            src={source.url}
            style={{ objectFit: props.fit }}
            muted
            playsInline
            preload="auto"
            onLoadedMetadata={onMetadata}
            onError={onError}
            onClick={() => player?.toggle()}
          >
            {burnedIn && captions !== null && (
              <track kind="captions" src={captions} srcLang={document.documentElement.lang} default />
            )}
          </video>
        )}
        <Drawing
          frames={frames}
          playhead={playhead}
          style={props.skeleton.style}
          fit={props.fit}
          {...drawn}
        />
        {props.children}
        {picking && props.onPick && (
          <Picker frames={frames} fit={props.fit} onPick={props.onPick} onCancel={() => setPicking(false)} />
        )}
        <PostureNote postures={postures} playhead={playhead} />
      </div>
      {note !== null && <p class="note">{note}</p>}
      <Controls
        player={player}
        playing={playing}
        video={video}
        surface={surface}
        skeleton={burnedIn ? null : [showsSkeleton, setShowsSkeleton]}
        angles={burnedIn || angles.length === 0 ? null : [showsAngles, setShowsAngles]}
        loop={props.loop ?? null}
        person={props.onPick ? [picking, setPicking] : null}
        view={playable.length > 1 ? [sources.indexOf(source as Source), setChosen, sources] : null}
      />
    </section>
  );
}

/** An address for a text, as long as it is needed. */
function useAddress(content: string | null): string | null {
  const url = useMemo(
    () => (content === null ? null : URL.createObjectURL(new Blob([content], { type: "text/vtt" }))),
    [content],
  );
  useEffect(() => () => void (url !== null && URL.revokeObjectURL(url)), [url]);
  return url;
}

interface PickerProps {
  frames: Frames;
  fit: string;
  onPick: (x: number, y: number) => void;
  onCancel: () => void;
}

/** Waits for a tap on a person in the picture. */
function Picker({ frames, fit, onPick, onCancel }: PickerProps) {
  const tap = (event: MouseEvent): void => {
    const place = (event.currentTarget as Element).getBoundingClientRect();
    const box = fitBox(fit, place.width, place.height, frames.width, frames.height);
    const x = (event.clientX - place.left - box.x) / box.width;
    const y = (event.clientY - place.top - box.y) / box.height;
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) onPick(round(x), round(y));
    onCancel();
  };
  return (
    <button class="picker" onClick={tap}>
      <span>{text("person.hint")}</span>
    </button>
  );
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}

/** When the first frame is: an exported part of a video begins with that part, the original has all of it. */
function firstOf(source: Source, frames: Frames): number {
  return source.kind === "exported" ? (frames.t_s[0] ?? 0) : 0;
}

interface DrawingProps {
  frames: Frames;
  playhead: Playhead;
  style: Record<string, unknown>;
  fit: string;
  skeleton: boolean;
  angles: string[];
}

/** A canvas as large as the screen has pixels there, redrawn at every frame. */
function Drawing({ frames, playhead, style, fit, skeleton, angles }: DrawingProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useMemo(() => new SkeletonPainter(frames, skeletonStyleOf(frames, style)), [frames, style]);
  useLayoutEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const context = element.getContext("2d") as CanvasRenderingContext2D;
    const draw = (t_s: number, row: number): void => {
      const { clientWidth: width, clientHeight: height } = element;
      const ratio = window.devicePixelRatio || 1;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const box = fitBox(fit, width, height, frames.width, frames.height);
      if (row >= 0) painter.draw(context, row, box, skeleton, angles);
      element.dataset["frame"] = String(row);
      element.dataset["time"] = String(t_s);
    };
    const resize = (): void => {
      const ratio = window.devicePixelRatio || 1;
      element.width = Math.round(element.clientWidth * ratio);
      element.height = Math.round(element.clientHeight * ratio);
      draw(playhead.t_s, playhead.row);
    };
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    resize();
    const unfollow = playhead.follow(draw);
    return () => {
      observer.disconnect();
      unfollow();
    };
  }, [painter, fit, skeleton, angles]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

/** What is wrong with the posture at this moment, if anything. */
function PostureNote({ postures, playhead }: { postures: Posture[]; playhead: Playhead }) {
  const [message, setMessage] = useState<string | null>(null);
  useEffect(
    () =>
      playhead.follow((t_s) => {
        const present = postures.filter((change) => change.t_s <= t_s).pop();
        setMessage(present === undefined || present.ready ? null : present.message);
      }),
    [postures],
  );
  return message === null ? null : <p class="posture">{message}</p>;
}
