import { render } from "preact";
import { setLanguage } from "../texts";
import { App } from "./App";
import "../styles/index.css";
import "./references.css";

const query = new URLSearchParams(location.search);
setLanguage(query.get("locale") ?? query.get("lang") ?? navigator.language);
render(<App />, document.getElementById("page") as HTMLElement);
