// Draws every sample of samples.js as Slack would, as far as slack-blocks-to-jsx knows Slack.
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import "./page.css";

const asked = new URLSearchParams(location.search);
const theme = asked.get("theme") || "light";
document.documentElement.dataset.theme = theme;

// What the library does not know is shown as the words that it holds, in a box that says so.
const KNOWN = new Set(["header", "rich_text", "context", "actions", "input"]);

function words(part) {
  if (Array.isArray(part)) return part.map(words).join(" ");
  if (part === null || typeof part !== "object") return "";
  const own = typeof part.text === "string" ? part.text : "";
  return [own, ...Object.values(part).map(words)].filter(Boolean).join(" ");
}

function Blocks({ blocks }) {
  return blocks.map((block, number) =>
    KNOWN.has(block.type) ? (
      <Message key={number} blocks={[block]} name="" logo="" theme={theme} withoutWrapper />
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

function Sample({ name, surface, drawn }) {
  return (
    <article>
      <h3>{name}</h3>
      {surface === "modal" ? <Modal view={drawn} /> : surface === "home" ? <Home view={drawn} /> : <Post message={drawn} />}
      {surface === "message" && <p className="notice">Notification: {drawn.text}</p>}
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
