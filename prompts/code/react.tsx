// Upload.tsx: pick a video, watch the progress, see the result.
import { useRef, useState, type ChangeEvent } from "react";
import { Formtrace, FormtraceError, type Job, type Result } from "./formtrace";

type State =
  | { step: "idle" }
  | { step: "uploading" | "analysing"; percent: number }
  | { step: "done"; job: Job; result: Result }
  | { step: "failed"; message: string };

export function Upload({ client, exercise }: { client: Formtrace; exercise: string }) {
  const [state, setState] = useState<State>({ step: "idle" });
  const video = useRef<HTMLVideoElement>(null);

  async function analyse(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    if (!file) return;
    try {
      setState({ step: "uploading", percent: 0 });
      const id = await client.submit(file, { exercise, export: true }, (share) =>
        setState({ step: "uploading", percent: 100 * share }),
      );
      const job = await client.finished(id, ({ progress }) =>
        setState({ step: "analysing", percent: progress.percent }),
      );
      setState({ step: "done", job, result: await client.result(id) });
    } catch (error) {
      const known = error instanceof FormtraceError;
      setState({ step: "failed", message: known ? error.message : "The server cannot be reached." });
    }
  }

  const busy = state.step === "uploading" || state.step === "analysing";
  return (
    <section>
      <label>
        Video <input type="file" accept="video/*" onChange={analyse} disabled={busy} />
      </label>
      {(state.step === "uploading" || state.step === "analysing") && (
        <label>
          {state.step === "uploading" ? "Uploading" : "Analysing"} <progress max={100} value={state.percent} />
        </label>
      )}
      {state.step === "failed" && <p role="alert">{state.message}</p>}
      {state.step === "done" && (
        <>
          <h2>
            {state.result.count} {state.result.unit === "seconds" ? "seconds" : "repetitions"}
            {state.result.form && `, grade ${state.result.form.grade}`}
          </h2>
          <video ref={video} src={state.job.files["overlay"] ?? state.job.media_url ?? ""} controls playsInline />
          <ol>
            {state.result.reps.map((rep) => (
              <li key={rep.index}>
                <button onClick={() => video.current && (video.current.currentTime = rep.start_s)}>
                  {rep.start_s.toFixed(1)} s: {rep.grade ?? "not judged"}
                </button>
              </li>
            ))}
          </ol>
          <ul>
            {[...state.result.recommendations, ...state.result.quality.warnings].map(({ code, text }, index) => (
              <li key={`${code}${index}`}>{text}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
