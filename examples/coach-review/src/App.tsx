import { useEffect, useRef, useState } from "preact/hooks";
import { Notes } from "./Notes";
import { Player, type PlayerHandle } from "./Player";
import { clock, forget, keep, restore, toMarkdown, type Review } from "./review";
import { chosenJob, load, type Session } from "./service";

export function App() {
  const [session, setSession] = useState<Session | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    chosenJob()
      .then(load)
      .then(setSession, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  }, []);
  if (problem !== null) return <p class="problem" role="alert">{problem}</p>;
  if (session === null) return <p class="problem" role="status">Loading the analysis</p>;
  return <Screen session={session} />;
}

function Screen({ session }: { session: Session }) {
  const { job, result, notes } = session;
  const [review, setReview] = useState<Review>(() => restore(job.job_id, notes));
  const player = useRef<PlayerHandle>(null);
  const title = titleOf(session);
  const update = (next: Review): void => {
    keep(job.job_id, next);
    setReview(next);
  };
  return (
    <main>
      <header>
        <div>
          <h1>{title}</h1>
          <p>
            {clock(result.media.duration_s)} · {result.view ? `seen from the ${result.view}` : "photo"} ·{" "}
            {notes.written_by === "rules" ? "drafted by the analysis" : `drafted by ${notes.written_by}`}
          </p>
        </div>
        {result.form && (
          <p class="grade">
            <b>{result.form.grade}</b>
            <span>{Math.round(result.form.avg_score)} of 100</span>
          </p>
        )}
      </header>
      <Player ref={player} result={result} url={session.videoUrl} />
      <Notes
        review={review}
        reps={result.reps}
        onChange={update}
        onSeek={(t_s) => player.current?.seek(t_s)}
        now={() => player.current?.now() ?? 0}
      />
      <Export
        markdown={toMarkdown(review, title, notes.disclaimer)}
        onReset={() => {
          forget(job.job_id);
          setReview(restore(job.job_id, notes));
        }}
      />
    </main>
  );
}

function Export({ markdown, onReset }: { markdown: string; onReset: () => void }) {
  const [said, setSaid] = useState("");
  const copy = (): void => {
    navigator.clipboard.writeText(markdown).then(
      () => setSaid("Copied"),
      () => setSaid("The browser does not allow copying. Download the notes instead."),
    );
  };
  const file = URL.createObjectURL(new Blob([markdown], { type: "text/markdown" }));
  useEffect(() => () => URL.revokeObjectURL(file), [file]);
  return (
    <footer>
      <button type="button" class="primary" onClick={copy}>
        Copy for the athlete
      </button>
      <a href={file} download="notes.md">
        Download
      </a>
      <button type="button" onClick={() => print()}>
        Print
      </button>
      <button type="button" onClick={onReset}>
        Start over
      </button>
      <span role="status">{said}</span>
    </footer>
  );
}

function titleOf({ job, result }: Session): string {
  if (job.name) return job.name;
  const what = (result.exercise ?? "movement").replaceAll("_", " ");
  const counted = result.unit === "seconds" ? `${result.count} s of ${what}` : `${result.count} × ${what}`;
  return result.exercise ? counted : "Movement";
}
