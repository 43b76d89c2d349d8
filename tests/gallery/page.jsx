// Draws every sample of samples.js as Slack would, as far as slack-blocks-to-jsx knows Slack.
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import "./page.css";

const asked = new URLSearchParams(location.search);
const theme = asked.get("theme") || "light";
document.documentElement.dataset.theme = theme;

// The library reads plain text as markup and emoji codes, though Slack does not with "emoji": false; it shows no option
// that is chosen from the start, and every line as several. So these parts are drawn here, plainly.
const OWN = {
  header: ({ text }) => <p className="header">{text.text}</p>,
  context: ({ elements }) => <p className="context">{elements.map((each) => each.text).join(" ")}</p>,
  actions: ({ elements }) => (
    <div className="actions">
      {elements.map((each) => (
        <span key={each.action_id} className={`button ${each.style || ""}`}>{each.text.text}</span>
      ))}
    </div>
  ),
  input: ({ label, optional, element, hint }) => (
    <div className="input">
      <b>{label.text}</b>{optional && <i> (optional)</i>}
      {element.type === "static_select" ? <Choice {...element} /> : <Line {...element} />}
      {hint && <p className="context">{hint.text}</p>}
    </div>
  ),
};

function Choice({ options, initial_option: chosen }) {
  const some = options.slice(0, 3).map((each) => each.text.text);
  const rest = options.length > 3 ? [`and ${options.length - 3} more`] : [];
  return (
    <>
      <div className={chosen ? "field" : "field empty"}>{chosen ? chosen.text.text : "Select an item"}<span>⌄</span></div>
      <p className="options">{[...some, ...rest].join(" | ")}</p>
    </>
  );
}

function Line({ multiline, initial_value: value, max_length: most }) {
  return (
    <div className={multiline ? "field long" : "field"}>{value || ""}<span>{most - (value || "").length}</span></div>
  );
}

// What neither knows is shown as the words that it holds, in a box that says so.
const KNOWN = new Set(["rich_text", "divider"]);

function words(part) {
  if (Array.isArray(part)) return part.map(words).join(" ");
  if (part === null || typeof part !== "object") return "";
  const own = typeof part.text === "string" ? part.text : "";
  return [own, ...Object.values(part).map(words)].filter(Boolean).join(" ");
}

function Blocks({ blocks }) {
  return blocks.map((block, number) =>
    OWN[block.type] ? (
      <div key={number} className="block">{OWN[block.type](block)}</div>
    ) : KNOWN.has(block.type) ? (
      <div key={number} className="block">
        <Message blocks={[block]} name="" logo="" theme={theme} withoutWrapper />
      </div>
    ) : (
      <p key={number} className="unknown">{`${block.type}: ${words(block)}`}</p>
    ),
  );
}

function Modal({ view }) {
  return (
    <div className="modal">
      <div className="bar"><b>{view.title.text}</b><span>✕</span></div>
      <div className="inside"><Blocks blocks={view.blocks} /></div>
      <div className="foot">
        {view.close && <span className="button">{view.close.text}</span>}
        {view.submit && <span className="button main">{view.submit.text}</span>}
      </div>
    </div>
  );
}

function Home({ view }) {
  return (
    <div className="home">
      <div className="tabs"><b>Home</b> <span>Messages</span> <span>About</span></div>
      <Blocks blocks={view.blocks} />
    </div>
  );
}

function Post({ message }) {
  return (
    <div className="post">
      <span className="logo">U</span>
      <div className="said">
        <div className="who"><b>Usher</b> <i>APP</i> <span>12:00</span></div>
        <Blocks blocks={message.blocks} />
      </div>
    </div>
  );
}

// Slack's own three escapes, as a notification shows them.
function heard(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function Sample({ name, surface, drawn }) {
  return (
    <article>
      <h3>{name}</h3>
      {surface === "modal" ? <Modal view={drawn} /> : surface === "home" ? <Home view={drawn} /> : <Post message={drawn} />}
      {surface === "message" && <p className="notice">Notification: {heard(drawn.text)}</p>}
    </article>
  );
}

function Wall({ name, samples }) {
  return (
    <section>
      <h2>{name}</h2>
      {samples.map((sample) => <Sample key={sample.name} {...sample} />)}
    </section>
  );
}

// One wall at a time: all of them together are more than a browser draws quickly. In the address: ?wall=3&theme=dark
const root = createRoot(document.getElementById("gallery"));

window.show = (number) => flushSync(() => root.render(<Wall key={number} {...window.WALLS[number]} />));
window.show(Number(asked.get("wall") || 0));
