// Draws every sample of samples.js as Teams would, with the library that Teams' own clients are built on, and its look.
import { Action, AdaptiveCard, HostConfig } from "adaptivecards";
import MarkdownIt from "markdown-it";
import "./teams.css";

const asked = new URLSearchParams(location.search);
const theme = asked.get("theme") || "light";
document.documentElement.dataset.theme = theme;

const markdown = new MarkdownIt();
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

const light = theme === "light";
const tone = (shade, quiet) => ({ default: shade, subtle: quiet || shade });
const colours = {
  default: light ? tone("#242424", "#616161") : tone("#ffffff", "#adadad"),
  accent: tone(light ? "#5b5fc7" : "#7f85f5"),
  good: tone(light ? "#237b4b" : "#92c353"),
  attention: tone(light ? "#c4314b" : "#f9526b"),
  warning: tone(light ? "#835c00" : "#ffaa44"),
};
const look = new HostConfig({
  fontFamily: '"Segoe UI", "DejaVu Sans", "Noto Color Emoji", sans-serif',
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 200, default: 400, bolder: 600 },
  lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: light ? "#e0e0e0" : "#484644" },
  textStyles: { heading: { size: "large", weight: "bolder" } },
  inputs: { label: { requiredInputs: { suffix: " *" }, optionalInputs: {} }, errorMessage: { color: "attention" } },
  actions: { maxActions: 6, buttonSpacing: 8, spacing: "default", actionsOrientation: "horizontal", actionAlignment: "left" },
  containerStyles: { default: { backgroundColor: "#00000000", foregroundColors: colours } },
  supportsInteractivity: true,
});

function drawn(content) {
  const card = new AdaptiveCard();
  card.hostConfig = look;
  card.parse(content);
  const shown = card.render();
  const known = card.toJSON();
  if (JSON.stringify(known).length === 0) throw new Error("nothing was read");
  return shown;
}

function element(kind, className, ...inside) {
  const made = document.createElement(kind);
  made.className = className;
  made.append(...inside);
  return made;
}

function dialog(content) {
  const bar = element("div", "bar", element("b", "", content.fallbackText), element("span", "", "✕"));
  return element("div", "dialog", bar, element("div", "inside", drawn(content)));
}

function post(activity) {
  const content = activity.attachments[0].content;
  const who = element("div", "who", element("b", "", "Usher"), element("span", "", "12:00"));
  return element("div", "post", element("span", "logo", "U"), element("div", "said", who, element("div", "card", drawn(content))));
}

function sample({ name, surface, told }) {
  const hung = element("article", "", element("h3", "", name), surface === "modal" ? dialog(told) : post(told));
  if (surface === "message") hung.append(element("p", "notice", `Notification: ${told.summary}`));
  return hung;
}

window.show = (number) => {
  const { name, samples } = window.WALLS[number];
  const hung = samples.filter(({ surface }) => surface !== "home").map(sample);
  document.getElementById("gallery").replaceChildren(element("section", "", element("h2", "", name), ...hung));
};
window.show(Number(asked.get("wall") || 0));
