// A telephone to try the bridge with. Everything is shown as text; WhatsApp's *bold* is the only mark that is drawn.
const chat = document.getElementById("chat");
const traffic = document.getElementById("traffic");
const person = document.getElementById("person");
const kind = document.getElementById("kind");
const text = document.getElementById("text");
const chats = new Map();
const NAMES = { webhook: "Meta to Waymark", reply: "Waymark to Meta", refused: "Refused by Meta" };

function post(what) {
  return fetch("/phone/send", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ person: person.value, ...what }),
  });
}

function marked(words) {
  const part = document.createElement("div");
  part.dir = "auto";
  for (const [index, piece] of words.split(/\*([^*\n]+)\*/).entries()) {
    const node = index % 2 ? document.createElement("strong") : document.createElement("span");
    node.textContent = piece;
    part.append(node);
  }
  return part;
}

function choices(action) {
  const box = document.createElement("div");
  box.className = "choices";
  const rows = (action.sections || []).flatMap((section) => section.rows);
  const replies = (action.buttons || []).map((button) => button.reply);
  for (const choice of [...replies, ...rows]) {
    const button = document.createElement("button");
    button.type = "button";
    button.dir = "auto";
    button.textContent = choice.title;
    if (choice.description) {
      const small = document.createElement("small");
      small.textContent = choice.description;
      button.append(small);
    }
    button.addEventListener("click", () => post({ id: choice.id, title: choice.title, row: rows.length > 0 }));
    box.append(button);
  }
  return box;
}

function bubbleOfReply(body) {
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  if (body.type === "image") {
    const image = document.createElement("img");
    image.src = body.image.link;
    image.alt = body.image.caption || "";
    bubble.append(image, marked(body.image.caption || ""));
  } else if (body.type === "interactive") {
    bubble.append(marked(body.interactive.body.text), choices(body.interactive.action));
  } else {
    bubble.append(marked(body.text.body));
  }
  return bubble;
}

function bubbleOfPerson(content) {
  const bubble = document.createElement("div");
  bubble.className = "bubble mine";
  const pressed = content.interactive && (content.interactive.button_reply || content.interactive.list_reply);
  bubble.append(marked(pressed ? pressed.title : content.text ? content.text.body : `[${content.type}]`));
  return bubble;
}

function keep(id, bubble) {
  if (!chats.has(id)) chats.set(id, []);
  chats.get(id).push(bubble);
  if (id === person.value) {
    chat.append(bubble);
    chat.scrollTop = chat.scrollHeight;
  }
}

function wire(name, what) {
  const item = document.createElement("li");
  item.className = name;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = NAMES[name];
  const body = document.createElement("pre");
  body.tabIndex = 0;
  body.textContent = JSON.stringify(what, null, 2);
  details.append(summary, body);
  item.append(details);
  traffic.prepend(item);
  while (traffic.children.length > 60) traffic.lastChild.remove();
}

function showChat() {
  chat.replaceChildren(...(chats.get(person.value) || []));
  chat.scrollTop = chat.scrollHeight;
}

const start = await (await fetch("/phone/people")).json();
for (const someone of start.people) {
  const label = `${someone.name} (${someone.number ? "+" + someone.number : "no number"})`;
  person.add(new Option(label, someone.id));
}
for (const name of start.kinds) kind.add(new Option(name, name));
person.addEventListener("change", showChat);
document.getElementById("delete").addEventListener("click", () => {
  chats.delete(person.value);
  showChat();
});
document.getElementById("send-kind").addEventListener("click", () => post({ kind: kind.value }));
document.getElementById("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  if (text.value.trim()) post({ text: text.value });
  text.value = "";
  text.focus();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    document.getElementById("compose").requestSubmit();
  }
});

const events = new EventSource("/phone/events");
events.addEventListener("person", (event) => {
  const what = JSON.parse(event.data);
  keep(what.person, bubbleOfPerson(what.content));
});
events.addEventListener("reply", (event) => {
  const what = JSON.parse(event.data);
  keep(what.person, bubbleOfReply(what.body));
  wire("reply", what.body);
});
events.addEventListener("webhook", (event) => wire("webhook", JSON.parse(event.data)));
events.addEventListener("refused", (event) => wire("refused", JSON.parse(event.data)));
