// counter.ts: the upload page in an iframe, and beside it the count, the grade and the progress.
import { readMessage } from "./messages";

const query = new URLSearchParams(location.search);
const server = query.get("server") ?? "http://127.0.0.1:8000";
const page = new URLSearchParams({
  token: query.get("token") ?? "",
  source: "video",
  exercise: query.get("exercise") ?? "squat",
  targetOrigin: location.origin,
});

document.body.innerHTML = `
  <p><output id="count">0</output> <output id="grade"></output></p>
  <p id="state" role="status"></p>
  <iframe title="Upload a video" allow="autoplay; fullscreen" width="100%" height="700"></iframe>`;
const show = (id: string, text: string) => (document.getElementById(id)!.textContent = text);

addEventListener("message", (event) => {
  if (event.origin !== new URL(server).origin) return;
  const message = readMessage(event.data);
  switch (message?.type) {
    case "initialization":
      show("state", message.message);
      break;
    case "counter":
      show("count", String(message.current_count)); // set, never added
      show("grade", message.form_score?.grade ?? "");
      break;
    case "exercise_summary":
      show("state", `${message.counter} ${message.unit}, average ${message.avg_rep_score ?? "not judged"}`);
      break;
    case "error":
      show("state", message.message);
      break;
  }
});
document.querySelector("iframe")!.src = `${server}/pose_tracker/upload_tracking?${page}`;
