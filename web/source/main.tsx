import { render } from "preact";
import { App } from "./app/app.tsx";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/theme.ts";

const root = document.getElementById("app");
if (root) render(<App />, root);
