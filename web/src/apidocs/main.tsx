import { render } from "preact";
import { App } from "./App";
import "../styles/base.css";
import "./apidocs.css";

render(<App />, document.getElementById("page") as HTMLElement);
