import { render } from "preact";
import { App } from "./App";
import type { HostWindow } from "./host/bridges";
import { Outbox } from "./host/outbox";
import { setLanguage } from "./texts";
import "./styles/index.css";

const query = new URLSearchParams(location.search);
const outbox = new Outbox(window as unknown as HostWindow, query.get("channel"));
if (document.readyState === "complete") outbox.loaded();
else window.addEventListener("load", () => outbox.loaded());

setLanguage(query.get("locale") ?? query.get("lang") ?? navigator.language);
render(<App outbox={outbox} />, document.getElementById("page") as HTMLElement);
