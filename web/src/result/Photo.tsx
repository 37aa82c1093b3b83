/** The result of a photo: the picture with the skeleton, and its numbers. */

import type { Result, Session } from "../api/types";
import type { Finished } from "../flow";
import { number, text, words } from "../texts";
import { Downloads, type UrlOf } from "./Downloads";
import { Warnings } from "./Lists";
import { sizeOf } from "./size";

interface Props {
  finished: Finished;
  session: Session;
  urlOf: UrlOf;
  onMessages: () => void;
  onAgain: (() => void) | null;
}

export function PhotoResult({ finished, session, urlOf, onMessages, onAgain }: Props) {
  const { result, job } = finished;
  const isEmpty = result.keypoints === null || result.keypoints.length === 0;
  const role = job.files["overlay"] === undefined ? "source" : "overlay";
  return (
    <div class="result">
      <div class="watch">
        <section class="stage" aria-label={text("photo.label")}>
          <div
            class="screen"
            style={{ ...sizeOf(session.page), aspectRatio: `${result.media.width} / ${result.media.height}` }}
          >
            <img src={urlOf(role)} alt={text("photo.label")} style={{ objectFit: session.page.object_fit }} />
          </div>
        </section>
      </div>
      <div class="findings">
        <header class="headline plain">
          <h1>{text("photo.title")}</h1>
          {isEmpty && <p class="lead">{text("photo.none")}</p>}
        </header>
        {!isEmpty && <AngleTable result={result} />}
        {!isEmpty && <KeypointTable result={result} />}
        <Warnings result={result} />
        <Downloads job={job} result={result} urlOf={urlOf} onMessages={onMessages} />
        {onAgain !== null && (
          <footer class="foot">
            <button onClick={onAgain}>{text("again.new")}</button>
          </footer>
        )}
      </div>
    </div>
  );
}

function AngleTable({ result }: { result: Result }) {
  if (!result.angles?.length) return null;
  return (
    <section class="panel">
      <h2 id="photo-angles">{text("photo.angles")}</h2>
      <table aria-labelledby="photo-angles">
        <Head names={[text("table.name"), text("table.picture"), text("table.space"), text("table.score")]} />
        <tbody>
          {result.angles.map((angle) => (
            <tr key={angle.name}>
              <th scope="row">{words(angle.name)}</th>
              <td>{number(angle.picture_deg)}°</td>
              <td>{angle.space_deg === null ? "–" : `${number(angle.space_deg)}°`}</td>
              <td>{number(angle.score, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function KeypointTable({ result }: { result: Result }) {
  return (
    <details class="panel">
      <summary>
        <h2 id="photo-keypoints">{text("photo.keypoints")}</h2>
      </summary>
      <table aria-labelledby="photo-keypoints">
        <Head names={[text("table.name"), text("table.x"), text("table.y"), text("table.score")]} />
        <tbody>
          {(result.keypoints ?? []).map((point) => (
            <tr key={point.name}>
              <th scope="row">{words(point.name)}</th>
              <td>{number(point.x, 3)}</td>
              <td>{number(point.y, 3)}</td>
              <td>{number(point.score, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Head({ names }: { names: string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
