/** Messages that are on the screen before the server has them. */

let count = 0;

const same = (message, bubble) =>
  message.type === bubble.type && (bubble.type !== "text" || message.text === bubble.text)
  && (bubble.type !== "sticker" || message.stickerId === bubble.stickerId);

function shown(source) {
  const { contentBase64, quoteMessageId, ...rest } = source;
  const kinds = { image: "image/*", video: "video/mp4", audio: "audio/mp4" };
  if (contentBase64 && kinds[source.type]) rest.contentUrl = `data:${kinds[source.type]};base64,${contentBase64}`;
  return rest;
}

/** One phone's messages on their way. */
export class PendingMessages {
  constructor() {
    this.list = [];
  }

  /** A bubble for what is being sent; `messages` are those already in the chat. */
  add(source, messages) {
    const known = new Set(messages.map((message) => message.id));
    count += 1;
    const bubble = { ...shown(source), id: `pending-${count}`, from: "user", at: Date.now(), pending: true };
    const quoted = messages.find((message) => message.id === source.quoteMessageId);
    if (quoted) bubble.quoted = { id: quoted.id, text: quoted.text ?? quoted.altText ?? "", from: quoted.from };
    Object.defineProperties(bubble, { known: { value: known }, source: { value: source } });
    this.list.push(bubble);
    return bubble;
  }

  /** Drops the bubbles whose message has come back from the server. */
  settle(messages) {
    for (const bubble of [...this.list]) {
      if (bubble.failed) continue;
      const found = messages.find((message) => message.from === "user" && !bubble.known.has(message.id) && same(message, bubble));
      if (!found) continue;
      this.drop(bubble);
      for (const other of this.list) other.known.add(found.id);
    }
  }

  drop(bubble) {
    this.list = this.list.filter((one) => one !== bubble);
  }

  fail(bubble) {
    bubble.failed = true;
  }

  /** The failed bubble of this id, ready for another try. */
  again(id) {
    const bubble = this.list.find((one) => one.id === id && one.failed);
    if (bubble) bubble.failed = false;
    return bubble;
  }

  clear() {
    this.list = [];
  }
}
